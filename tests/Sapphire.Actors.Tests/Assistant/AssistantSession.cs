using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Assistant;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tests.Tools;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Tests.Assistant;

/// <summary>A chat with the assistant and the real tools, over timers and memory that live in memory: the loop of a turn.</summary>
internal sealed class AssistantSession
{
    // It keeps no state, so all chats share it.
    private static readonly BuiltInAssistant Assistant = new();
    private readonly List<ChatMessage> _messages = [new(ChatRole.System, "You are Sapphire.")];
    private readonly ChatOptions _options;
    private readonly List<AIFunction> _tools;

    public AssistantSession(TimeZoneInfo? zone = null, Func<AIFunction, bool>? offered = null)
    {
        Timers = new(Time);
        Memory = new(Time);
        var toolbox = new Toolbox(Time, Timers, Memory, () => zone ?? TimeZoneInfo.Utc);
        _tools = [.. toolbox.ToolsFor(new(ChatId.New(Time), TurnId.New(Time))).Where(offered ?? (_ => true))];
        _options = new() { Tools = [.. _tools] };
    }

    public StubTime Time { get; } = new(StubTime.Saturday);

    public InMemoryTimers Timers { get; }

    public InMemoryMemory Memory { get; }

    /// <summary>What tools refused in the last turn.</summary>
    public List<string> Failures { get; } = [];

    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>Says something; the assistant's calls run until it answers in words.</summary>
    public async Task<Turn> Say(string text)
    {
        _messages.Add(new(ChatRole.User, text));
        Failures.Clear();
        var calls = new List<FunctionCallContent>();
        for (int round = 0; round < 8; round++)
        {
            var updates = new List<ChatResponseUpdate>();
            await foreach (ChatResponseUpdate update in Assistant.GetStreamingResponseAsync(_messages, _options))
            {
                updates.Add(update);
            }

            ChatResponse response = updates.ToChatResponse();
            _messages.AddRange(response.Messages);
            FunctionCallContent[] asked = [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
            if (asked.Length == 0)
            {
                return new(calls, response.Text, updates.Count(u => u.Text.Length > 0), response.FinishReason);
            }

            calls.AddRange(asked);
            _messages.Add(new(ChatRole.Tool, [.. await Task.WhenAll(asked.Select(Run))]));
        }

        throw new InvalidOperationException("The assistant never stops calling tools.");
    }

    private async Task<AIContent> Run(FunctionCallContent call)
    {
        try
        {
            // Arguments and results pass through JSON text, as they do on their way through the journal.
            JsonObject arguments = JsonNode.Parse(JsonSerializer.Serialize(call.Arguments))!.AsObject();
            object? result = await _tools.Single(t => t.Name == call.Name).InvokeAsync(new(arguments.ToDictionary(p => p.Key, p => (object?)p.Value?.DeepClone(), StringComparer.Ordinal)));
            return new FunctionResultContent(call.CallId, result!.ToString());
        }
        catch (ToolException e)
        {
            Failures.Add(e.Message);
            return new FunctionResultContent(call.CallId, "Error: " + e.Message) { Exception = e };
        }
    }

    internal sealed record Turn(IReadOnlyList<FunctionCallContent> Calls, string Text, int TextUpdates, ChatFinishReason? FinishReason);
}
