using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Tests.Models;

/// <summary>What a stream of updates came to.</summary>
public sealed class Reply
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();

    public string Text => _text.ToString();

    public string Reasoning => _reasoning.ToString();

    public List<FunctionCallContent> Calls { get; } = [];

    public UsageDetails? Usage { get; private set; }

    public ChatFinishReason? Finish { get; private set; }

    /// <summary>One line that says it all, for comparisons.</summary>
    public string Summary =>
        $"{Reasoning}|{Text}|{string.Join(';', Calls.Select(static c => $"{c.Name}({Arguments(c)})"))}|{Usage?.InputTokenCount}/{Usage?.OutputTokenCount}|{Finish}";

    public static string Arguments(FunctionCallContent call) =>
        call.Exception is not null ? "invalid" : JsonSerializer.Serialize(call.Arguments);

    public async Task ReadAsync(IAsyncEnumerable<ChatResponseUpdate> updates)
    {
        await foreach (ChatResponseUpdate update in updates)
        {
            Add(update);
        }
    }

    public void Add(ChatResponseUpdate update)
    {
        Finish = update.FinishReason ?? Finish;
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    _text.Append(text.Text);
                    break;
                case TextReasoningContent reasoning:
                    _reasoning.Append(reasoning.Text);
                    break;
                case FunctionCallContent call:
                    Calls.Add(call);
                    break;
                case UsageContent usage:
                    Usage = usage.Details;
                    break;
                default:
                    throw new InvalidOperationException(content.GetType().Name);
            }
        }
    }
}
