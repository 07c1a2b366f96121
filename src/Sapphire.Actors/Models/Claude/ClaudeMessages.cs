using System.Text;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models.Claude;

/// <summary>
/// Makes of any conversation one that Claude's protocol takes, also where another provider began it: no empty text, user and assistant in
/// turns, each call followed at once by its results and each result preceded by its call, ids of the characters that are allowed, the
/// thinking where it is wanted.
/// </summary>
internal sealed class ClaudeMessages
{
    private static readonly CacheControlEphemeral Cache = new();

    private readonly ThinkingMemory _memory;
    private readonly bool _hasTools;
    private readonly List<(bool Assistant, List<AIContent> Contents)> _turns = [];
    private readonly List<string> _waiting = [];
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    private ClaudeMessages(ThinkingMemory memory, bool hasTools)
    {
        _memory = memory;
        _hasTools = hasTools;
    }

    /// <summary>Converts a conversation.</summary>
    /// <param name="messages">What the turn asks.</param>
    /// <param name="memory">What was thought before calls.</param>
    /// <param name="hasTools">Without tools calls are told in words, since the protocol takes no others.</param>
    /// <returns>The messages, and whether the model may think: not in the middle of an exchange of calls whose thinking is not known.</returns>
    public static (List<ChatMessage> Messages, bool MayThink) Of(IEnumerable<ChatMessage> messages, ThinkingMemory memory, bool hasTools)
    {
        ClaudeMessages made = new(memory, hasTools);
        List<AIContent> system = [];
        bool mayThink = true;
        foreach (ChatMessage message in messages)
        {
            if (message.Role == ChatRole.System || message.Role.Value is "developer")
            {
                if (!string.IsNullOrWhiteSpace(message.Text))
                {
                    system.Add(new TextContent(ChatRequestWriter.Clean(message.Text)));
                }
            }
            else if (message.Role == ChatRole.Assistant)
            {
                mayThink &= made.Assistant(message);
            }
            else
            {
                bool isPerson = made.Person(message);
                // A person's message begins a new exchange, in which the model may think again.
                mayThink |= isPerson;
            }
        }

        made.AnswerWaiting();
        made.MindEnds();
        List<ChatMessage> result = [];
        if (system.Count > 0)
        {
            // What stays the same from turn to turn is read from the cache.
            system[^1].WithCacheControl(Cache);
            result.Add(new(ChatRole.System, system));
        }

        result.AddRange(made._turns.Select(static t => new ChatMessage(t.Assistant ? ChatRole.Assistant : ChatRole.User, t.Contents)));
        return (result, mayThink);
    }

    /// <summary>False when it calls tools and what it thought before is not known.</summary>
    private bool Assistant(ChatMessage message)
    {
        AnswerWaiting();
        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        List<AIContent> contents = Turn(assistant: true);
        bool known = true;
        if (_hasTools && calls.Length > 0)
        {
            System.Collections.Immutable.ImmutableArray<ContentBlockParam>? thinking = _memory.Find(calls[0].CallId);
            known = thinking is not null;
            foreach (ContentBlockParam block in thinking ?? [])
            {
                contents.Add(new TextReasoningContent("") { RawRepresentation = block });
            }
        }

        Text(contents, message.Text);
        foreach (FunctionCallContent call in calls)
        {
            if (_hasTools)
            {
                string id = Id(call.CallId);
                contents.Add(new FunctionCallContent(id, call.Name, call.Arguments));
                _waiting.Add(id);
            }
            else
            {
                Text(contents, $"(I used the tool {call.Name}.)");
            }
        }

        DropIfEmpty();
        return known;
    }

    /// <summary>True when a person says something; results alone are the tools'.</summary>
    private bool Person(ChatMessage message)
    {
        bool said = false;
        List<AIContent> late = [];
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
        {
            string text = ChatRequestWriter.ResultText(result);
            text = string.IsNullOrWhiteSpace(text) ? "(empty result)" : ChatRequestWriter.Clean(text);
            if (_waiting.Remove(Id(result.CallId)))
            {
                Turn(assistant: false).Add(new FunctionResultContent(Id(result.CallId), text));
            }
            else
            {
                // Its call is not here any more.
                late.Add(new TextContent($"(A tool's result: {text})"));
            }
        }

        bool toolsOnly = message.Role == ChatRole.Tool || (late.Count > 0 || message.Contents.Any(static c => c is FunctionResultContent));
        if (!toolsOnly || message.Contents.Any(static c => c is TextContent { Text.Length: > 0 }))
        {
            AnswerWaiting();
        }

        List<AIContent> contents = Turn(assistant: false);
        contents.AddRange(late);
        foreach (AIContent content in message.Contents)
        {
            switch (content)
            {
                case TextContent text when !string.IsNullOrWhiteSpace(text.Text):
                    contents.Add(new TextContent(ChatRequestWriter.Clean(text.Text)));
                    said = true;
                    break;
                case DataContent data when data.HasTopLevelMediaType("image"):
                    contents.Add(new DataContent(data.Data, data.MediaType));
                    said = true;
                    break;
                case UriContent uri when uri.HasTopLevelMediaType("image"):
                    contents.Add(new UriContent(uri.Uri, uri.MediaType));
                    said = true;
                    break;
            }
        }

        DropIfEmpty();
        return said && !toolsOnly;
    }

    /// <summary>A call that was never answered is answered here: the process ended meanwhile, or somebody took the result away.</summary>
    private void AnswerWaiting()
    {
        foreach (string id in _waiting)
        {
            Turn(assistant: false).Add(new FunctionResultContent(id, "(no result)"));
        }

        _waiting.Clear();
    }

    /// <summary>The protocol begins and ends with the person.</summary>
    private void MindEnds()
    {
        if (_turns.Count == 0 || _turns[0].Assistant)
        {
            _turns.Insert(0, (false, [new TextContent("(The conversation begins.)")]));
        }

        if (_turns[^1].Assistant)
        {
            _turns.Add((false, [new TextContent("Go on exactly where you stopped, without repeating anything.")]));
        }
    }

    private List<AIContent> Turn(bool assistant)
    {
        if (_turns.Count == 0 || _turns[^1].Assistant != assistant)
        {
            _turns.Add((assistant, []));
        }

        return _turns[^1].Contents;
    }

    private void DropIfEmpty()
    {
        if (_turns[^1].Contents.Count == 0)
        {
            _turns.RemoveAt(_turns.Count - 1);
        }
    }

    private static void Text(List<AIContent> contents, string text)
    {
        text = ChatRequestWriter.Clean(text).TrimEnd();
        if (text.Length > 0)
        {
            contents.Add(new TextContent(text));
        }
    }

    /// <summary>The id with the characters and the length that are allowed; the same one for the same.</summary>
    private string Id(string id)
    {
        if (_ids.TryGetValue(id, out string? known))
        {
            return known;
        }

        StringBuilder text = new();
        foreach (char c in id.Length > 50 ? id.AsSpan(id.Length - 50) : id)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        }

        string clean = text.Length == 0 ? "call" : text.ToString();
        if (clean != id || _ids.ContainsValue(clean))
        {
            clean += FormattableString.Invariant($"_{_ids.Count}");
        }

        return _ids[id] = clean;
    }
}
