using System.Collections.Immutable;
using System.Globalization;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Import.Old;

namespace Sapphire.Actors.Import;

/// <summary>
/// Makes events of an old chat. Pure: the same chat always gives the same events, and one that has grown since gives the same first ones.
/// <code>
/// user ──► UserSaid          assistant, tool, assistant … until the next user ──► one reply:
///                            TurnStarted, ReplyProgressed | ToolCalled | ToolReturned …, ReplyCompleted
/// </code>
/// </summary>
public sealed class ChatConverter
{
    /// <summary>What <see cref="UserSaid.Source"/> is.</summary>
    public const string Source = "import";

    // Far below what a journal takes as one event.
    private const int PieceLength = 200_000;

    private readonly OldChat _chat;
    private readonly Func<OldImage, ContentPart?>? _image;
    private readonly Func<string, string?>? _provider;
    private readonly DerivedIds _ids;
    private readonly ImmutableArray<ChatEvent>.Builder _events = ImmutableArray.CreateBuilder<ChatEvent>();
    private readonly SortedDictionary<string, int> _left = new(StringComparer.Ordinal);
    private readonly List<string> _notes;
    private DateTimeOffset _at;
    private MessageId? _leaf;
    private Reply? _reply;

    private ChatConverter(OldChat chat, Func<OldImage, ContentPart?>? image, Func<string, string?>? provider)
    {
        _chat = chat;
        _image = image;
        _provider = provider;
        _notes = [.. chat.Problems];
        _at = chat.Messages.FirstOrDefault(static message => message.At is not null)?.At ?? chat.Changed;
        OldMessage? first = chat.Messages.IsEmpty ? null : chat.Messages[0];
        string name = string.Create(CultureInfo.InvariantCulture, $"import\n{chat.Name}\n{first?.Role}\n{first?.At?.ToUnixTimeMilliseconds()}\n{first?.Text}");
        Id = new(DerivedIds.Of(name));
        _ids = new(name);
    }

    private ChatId Id { get; }

    /// <summary>Converts a chat.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="settings">What it is set to, as an event; null for nothing. Gets a new command's id and the time.</param>
    /// <param name="image">Stores a picture, or knows where it will be; gives null for one that cannot be taken. Null: none can be.</param>
    /// <param name="provider">The id here of an old provider; null for one that is none here.</param>
    public static ConvertedChat Convert(
        OldChat chat, Func<CommandId, DateTimeOffset, ChatEvent?>? settings = null, Func<OldImage, ContentPart?>? image = null, Func<string, string?>? provider = null)
    {
        ChatConverter converter = new(chat, image, provider);
        converter._events.Add(new ChatCreated(new(converter._ids.Next()), TextRules.Clean(chat.Title), converter._at));
        CommandId command = new(converter._ids.Next());
        if (settings?.Invoke(command, converter._at) is { } set)
        {
            converter._events.Add(set);
        }

        foreach (OldMessage message in chat.Messages)
        {
            converter.Take(message);
        }

        converter.EndReply();
        foreach ((string what, int count) in converter._left)
        {
            converter._notes.Add(count == 1 ? $"1 {what}." : $"{count} times: {what}.");
        }

        return new(converter.Id, chat.Title, chat.Messages.Length, converter._events.ToImmutable(), [.. converter._notes]);
    }

    private void Take(OldMessage message)
    {
        if (message.Text.Contains("<<IMG::", StringComparison.Ordinal))
        {
            Leave("picture that was kept on the server that made it is left out", 1);
        }

        if (message.Role == "user")
        {
            // As of the time of what was before.
            EndReply();
        }

        // Local times run backwards once a year.
        _at = message.At is { } at && at > _at ? at : _at;
        switch (message.Role)
        {
            case "user":
                Say(Content(message));
                break;
            case "assistant":
                Begin(message);
                Reason(message.Reasoning);
                foreach ((bool reasoning, string text) in ThinkText.Split(TextRules.Clean(message.Text)))
                {
                    Progress(text, reasoning);
                }

                foreach (OldToolCall call in message.Calls)
                {
                    Call(call.Id, call.Name, call.Arguments);
                }

                if (!message.Images.IsEmpty)
                {
                    Leave("picture of a reply is left out", message.Images.Length);
                }

                break;
            case "tool" or "function":
                Begin(message);
                Return(message);
                break;
            default:
                Leave($"message of the role '{(message.Role.Length > 20 ? message.Role[..20] : message.Role)}' is left out", 1);
                break;
        }
    }

    private ImmutableArray<ContentPart> Content(OldMessage message)
    {
        ImmutableArray<ContentPart>.Builder parts = ImmutableArray.CreateBuilder<ContentPart>();
        string text = TextRules.Clean(message.Text);
        int missing = 0;
        foreach (OldImage image in message.Images)
        {
            if (_image?.Invoke(image) is { } part)
            {
                parts.Add(part);
            }
            else
            {
                missing++;
            }
        }

        if (missing > 0)
        {
            Leave("picture cannot be taken and is left out", missing);
        }

        if (!string.IsNullOrWhiteSpace(text) || parts.Count == 0)
        {
            // A picture comes after what is said of it; a message is never nothing.
            parts.Insert(0, new TextContentPart(string.IsNullOrWhiteSpace(text) ? missing > 0 ? "(a picture)" : "(nothing)" : text));
        }

        return parts.ToImmutable();
    }

    private void Say(ImmutableArray<ContentPart> content)
    {
        MessageId message = new(_ids.Next());
        _reply = new(new(_ids.Next()), new(_ids.Next()));
        _events.Add(new UserSaid(new(_ids.Next()), message, _leaf, _reply.Turn, _reply.Message, null, Source, content, _at));
        _leaf = _reply.Message;
    }

    private void Begin(OldMessage message)
    {
        if (_reply is null)
        {
            // A reply answers something; the old program could begin a chat with one.
            Say([new TextContentPart("(The chat began with the reply.)")]);
        }

        if (!_reply!.Started)
        {
            _reply.Started = true;
            _events.Add(new TurnStarted(_reply.Turn, _at));
        }

        if (message.Facts is { } facts)
        {
            _reply.Model = facts.Model ?? _reply.Model;
            _reply.Provider = facts.Provider is { } key && _provider?.Invoke(key) is { } id ? id : _reply.Provider;
            _reply.Usage = Usage(facts) is { } usage ? _reply.Usage?.Plus(usage) ?? usage : _reply.Usage;
            _at = facts.EndedAt is { } end && end > _at ? end : _at;
        }
    }

    private static UsageView? Usage(OldReplyFacts facts)
    {
        long? tokens = (facts.ContentTokens, facts.ThinkingTokens) is (null, null) ? null : (facts.ContentTokens ?? 0) + (facts.ThinkingTokens ?? 0);
        long? duration = facts.Seconds is >= 0 and < 1e7 and var seconds ? (long)(seconds * 1000) : null;
        return tokens is null && duration is null ? null : new(null, tokens) { ReasoningTokens = facts.ThinkingTokens is > 0 ? facts.ThinkingTokens : null, DurationMs = duration };
    }

    private void Reason(string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            Progress(TextRules.Clean(text).Trim(), reasoning: true);
        }
    }

    // Pieces of several messages are paragraphs of one reply.
    private void Progress(string text, bool reasoning)
    {
        if (_reply!.LastWas == reasoning)
        {
            text = "\n\n" + text;
        }

        for (int at = 0; at < text.Length;)
        {
            int end = Math.Min(text.Length, at + PieceLength);
            end -= end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
            _events.Add(new ReplyProgressed(_reply.Turn, text[at..end], reasoning, _at));
            at = end;
        }

        _reply.LastWas = reasoning;
    }

    private string Call(string oldId, string name, string arguments)
    {
        string id = oldId.Length > 0 ? oldId : "call";
        for (int i = 2; !_reply!.Ids.Add(id); i++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{(oldId.Length > 0 ? oldId : "call")}-{i}");
        }

        _reply.Pending.Add((oldId, name, id));
        _reply.LastWas = null;
        _events.Add(new ToolCalled(_reply.Turn, id, name.Length > 0 ? name : "unknown", TextRules.Clean(arguments), _at));
        return id;
    }

    private void Return(OldMessage message)
    {
        int index = _reply!.Pending.FindIndex(call => call.Old == message.CallId && call.Old.Length > 0);
        index = index >= 0 ? index : _reply.Pending.FindIndex(call => message.ToolName is null || call.Name == message.ToolName);
        string id;
        if (index >= 0)
        {
            id = _reply.Pending[index].Id;
        }
        else
        {
            // A result without its call: the old program could lose one.
            id = Call(message.CallId ?? "", message.ToolName ?? "unknown", message.ToolInputs ?? "{}");
            index = _reply.Pending.Count - 1;
        }

        _reply.Pending.RemoveAt(index);
        _events.Add(new ToolReturned(_reply.Turn, id, TextRules.Clean(message.Text), null, 0, _at));
    }

    private void EndReply()
    {
        if (_reply is not { } reply)
        {
            return;
        }

        _reply = null;
        _events.Add(reply.Started
            ? new ReplyCompleted(reply.Turn, reply.Model, reply.Usage, _at) { ProviderId = reply.Provider, ModelId = reply.Model }
            : new TurnCancelled(new(_ids.Next()), reply.Turn, _at));
    }

    private void Leave(string what, int count) => _left[what] = _left.GetValueOrDefault(what) + count;

    private sealed class Reply(TurnId turn, MessageId message)
    {
        public TurnId Turn { get; } = turn;

        public MessageId Message { get; } = message;

        public bool Started { get; set; }

        public bool? LastWas { get; set; }

        public string? Model { get; set; }

        public string? Provider { get; set; }

        public UsageView? Usage { get; set; }

        public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

        public List<(string Old, string Name, string Id)> Pending { get; } = [];
    }
}
