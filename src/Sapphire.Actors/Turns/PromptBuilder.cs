using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;

namespace Sapphire.Actors.Turns;

/// <summary>Turns the branch of a chat into what a model is asked. Pure.</summary>
public static class PromptBuilder
{
    /// <summary>The messages for the reply at the end of <paramref name="branch"/>.</summary>
    /// <param name="systemPrompt">What the assistant is.</param>
    /// <param name="branch">From the root to the reply that is to be written; the reply may have parts when it is continued.</param>
    public static IReadOnlyList<ChatMessage> Build(string systemPrompt, ImmutableArray<ChatNode> branch)
    {
        List<ChatMessage> messages = [new(ChatRole.System, systemPrompt)];
        foreach (ChatNode node in branch)
        {
            if (node.Role == MessageRole.User)
            {
                messages.Add(new(ChatRole.User, node.Text));
            }
            else
            {
                AddReply(messages, Heard(node));
            }
        }

        if (!branch.IsEmpty && branch[^1] is { Role: MessageRole.Assistant } last && last.Parts.Any(part => part is TextPart))
        {
            messages.Add(new(ChatRole.User, "Your last message was cut off. Continue it exactly where it stopped, without repeating anything and without a preface."));
        }

        return messages;
    }

    // A reply that was cut short while it was spoken: nobody knows the rest of it, so it was not said.
    private static ImmutableArray<PartView> Heard(ChatNode reply)
    {
        if (reply.HeardLength is not { } left)
        {
            return reply.Parts;
        }

        ImmutableArray<PartView>.Builder parts = ImmutableArray.CreateBuilder<PartView>();
        foreach (PartView part in reply.Parts)
        {
            if (part is not TextPart text)
            {
                parts.Add(part);
            }
            else if (left > 0)
            {
                parts.Add(left >= text.Text.Length ? text : new TextPart(text.Text[..Cut(text.Text, left)].TrimEnd() + " …"));
                left -= text.Text.Length;
            }
        }

        return parts.ToImmutable();
    }

    private static int Cut(string text, int at) => char.IsHighSurrogate(text[at - 1]) ? at - 1 : at;

    // A reply becomes: what was said with the calls that followed it, the results of those calls, what was said then, …
    private static void AddReply(List<ChatMessage> messages, ImmutableArray<PartView> parts)
    {
        List<AIContent> said = [];
        List<AIContent> results = [];
        foreach (PartView part in parts)
        {
            switch (part)
            {
                case TextPart text:
                    Flush();
                    said.Add(new TextContent(text.Text));
                    break;
                case ToolPart tool:
                    said.Add(new FunctionCallContent(tool.CallId, tool.Name, Arguments(tool.Arguments)));
                    results.Add(new FunctionResultContent(tool.CallId, tool.Error is null ? tool.Result : $"Error: {tool.Error}"));
                    break;
            }
        }

        Flush(all: true);

        void Flush(bool all = false)
        {
            if (results.Count == 0 && !all)
            {
                return;
            }

            if (said.Count > 0)
            {
                messages.Add(new(ChatRole.Assistant, said));
            }

            if (results.Count > 0)
            {
                messages.Add(new(ChatRole.Tool, results));
            }

            said = [];
            results = [];
        }
    }

    private static Dictionary<string, object?>? Arguments(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TurnJsonContext.Default.DictionaryStringObject);
        }
        catch (JsonException)
        {
            // The call had failed because of these very arguments; the model sees the error that it got then.
            return null;
        }
    }
}
