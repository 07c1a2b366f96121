using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Context;
using Sapphire.Actors.Images;

namespace Sapphire.Actors.Turns;

/// <summary>Turns the branch of a chat into what a model is asked. Pure.</summary>
public static class PromptBuilder
{
    /// <summary>What follows a reply that is to be continued.</summary>
    public const string GoOn = "Continue your last message exactly where it stopped, without repeating any of it and without a preface. If it was complete, say more.";

    private const int LongestCallId = 64;

    /// <summary>The messages for the reply at the end of <paramref name="branch"/>, all of them.</summary>
    /// <param name="systemPrompt">What the assistant is.</param>
    /// <param name="branch">From the root to the reply that is to be written; the reply may have parts when it is continued.</param>
    public static IReadOnlyList<ChatMessage> Build(string systemPrompt, ImmutableArray<ChatNode> branch) =>
        [new(ChatRole.System, systemPrompt), .. Exchanges(branch).SelectMany(static exchange => exchange.Messages)];

    /// <summary>
    /// The branch as exchanges: each begins with what a person said, and holds what was answered. Ids of tool calls are made such that every
    /// provider takes them: the replies of a chat may come from several, and each has its own.
    /// </summary>
    /// <param name="branch">From the root to the reply that is to be written.</param>
    public static ImmutableArray<PromptExchange> Exchanges(ImmutableArray<ChatNode> branch)
    {
        ImmutableArray<PromptExchange>.Builder exchanges = ImmutableArray.CreateBuilder<PromptExchange>();
        List<ChatMessage> messages = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        int nodes = 0;
        foreach (ChatNode node in branch)
        {
            if (node.Role == MessageRole.User)
            {
                Flush();
                messages.Add(User(node));
            }
            else
            {
                AddReply(messages, Heard(node), ids);
            }

            nodes++;
        }

        if (!branch.IsEmpty && branch[^1] is { Role: MessageRole.Assistant } last && last.Parts.Any(part => part is TextPart))
        {
            messages.Add(new(ChatRole.User, GoOn));
        }

        Flush();
        return exchanges.DrainToImmutable();

        void Flush()
        {
            if (nodes > 0)
            {
                exchanges.Add(new([.. messages], nodes));
            }

            messages.Clear();
            nodes = 0;
        }
    }

    /// <summary>
    /// The messages with those of a person that follow each other made one: of a question that was never answered, and the next. Many
    /// models' templates refuse a conversation in which the roles do not alternate, and the chat would be of no use any more.
    /// </summary>
    public static IReadOnlyList<ChatMessage> Alternating(IReadOnlyList<ChatMessage> messages)
    {
        List<ChatMessage> merged = new(messages.Count);
        foreach (ChatMessage message in messages)
        {
            if (message.Role != ChatRole.User || merged.Count == 0 || merged[^1].Role != ChatRole.User)
            {
                merged.Add(message);
                continue;
            }

            // One text stays one text: not every server takes a list of them.
            List<AIContent> contents = [.. merged[^1].Contents];
            bool texts = contents is [.., TextContent] && message.Contents is [TextContent, ..];
            if (texts)
            {
                contents[^1] = new TextContent($"{((TextContent)contents[^1]).Text}\n\n{((TextContent)message.Contents[0]).Text}");
            }

            contents.AddRange(texts ? message.Contents.Skip(1) : message.Contents);
            merged[^1] = new(ChatRole.User, contents);
        }

        return merged;
    }

    private static ChatMessage User(ChatNode node)
    {
        List<AIContent> contents = [];
        foreach (PartView part in node.Parts)
        {
            switch (part)
            {
                case TextPart { Text.Length: > 0 } text:
                    contents.Add(new TextContent(text.Text));
                    break;
                case ImagePart image:
                    contents.Add(new ImageReference(image.Id, image.MediaType, image.Width, image.Height, image.Name));
                    break;
            }
        }

        // Providers refuse a message without anything, which may come from a file.
        return new(ChatRole.User, contents.Count == 0 ? [new TextContent("(no words)")] : contents);
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
    private static void AddReply(List<ChatMessage> messages, ImmutableArray<PartView> parts, HashSet<string> ids)
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
                    string id = IdOf(tool.CallId, ids);
                    said.Add(new FunctionCallContent(id, tool.Name, Arguments(tool.Arguments)));
                    results.Add(new FunctionResultContent(id, ResultOf(tool)));
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

    // A call that was cut off has no result; a model needs one for each call all the same.
    private static string ResultOf(ToolPart tool) =>
        tool.Error is not null ? $"Error: {tool.Error}" : tool.Result ?? "Error: The tool was stopped before it returned.";

    // Letters, digits, _ and -, at most 64, and no two alike.
    private static string IdOf(string callId, HashSet<string> ids)
    {
        string clean = string.Concat(callId.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-').Take(LongestCallId - 8));
        clean = clean.Length == 0 ? "call" : clean;
        string id = clean;
        for (int n = 2; !ids.Add(id); n++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{clean}-{n}");
        }

        return id;
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
