using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Web.Json;

namespace Sapphire.Web.TestKit;

/// <summary>
/// A reader's copy of one chat, kept as the resume protocol asks: snapshots replace, deltas continue; a delta of another epoch
/// or behind a gap is a failure, since a stream has none.
/// </summary>
public sealed class ChatCopy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Update> _updates = [];
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChatView? _chat;

    private ChatCopy(HubClient client, ChatId chat) => _reading = ReadAsync(client, chat);

    /// <summary>The chat as this reader has it; null before the first snapshot.</summary>
    public ChatView? Chat
    {
        get
        {
            lock (_lock)
            {
                return _chat;
            }
        }
    }

    /// <summary>All updates so far.</summary>
    public IReadOnlyList<Update> Updates
    {
        get
        {
            lock (_lock)
            {
                return [.. _updates];
            }
        }
    }

    /// <summary>Begins to read.</summary>
    public static ChatCopy Of(HubClient client, ChatId chat) => new(client, chat);

    /// <summary>Reads the chat once.</summary>
    public static async Task<ChatView> ReadOnceAsync(HubClient client, ChatId chat)
    {
        await using ChatCopy copy = new(client, chat);
        return await copy.UntilAsync(_ => true, "a snapshot");
    }

    /// <summary>Waits until the copy satisfies a condition.</summary>
    /// <exception cref="TimeoutException">It did not in time; the message holds the copy.</exception>
    public async Task<ChatView> UntilAsync(Func<ChatView, bool> condition, string what)
    {
        using CancellationTokenSource deadline = new(Polling.Patience);
        while (true)
        {
            Task more;
            ChatView? chat;
            lock (_lock)
            {
                more = _more.Task;
                chat = _chat;
            }

            if (chat is not null && condition(chat))
            {
                return chat;
            }

            if (_reading.IsCompleted)
            {
                await _reading;
                throw new InvalidOperationException($"The stream ended before: {what}");
            }

            try
            {
                await Task.WhenAny(more, _reading).WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Not within {Polling.Patience.TotalSeconds:0} s: {what}. The chat is {JsonSerializer.Serialize(Chat, JsonDefaults.Options)}", e);
            }
        }
    }

    /// <summary>Waits until the last message is a reply that has ended, and returns it.</summary>
    public async Task<MessageView> LastReplyAsync() =>
        (await UntilAsync(static chat => chat.Messages is [.., { Role: MessageRole.Assistant, Status: not (MessageStatus.Waiting or MessageStatus.Streaming) }], "the reply has ended")).Messages[^1];

    /// <summary>The stream's end: an error, or none.</summary>
    public Task EndAsync() => _reading;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync(HubClient client, ChatId chat)
    {
        await foreach (JsonElement item in client.StreamAsync("Subscribe", chat, _stop.Token))
        {
            Update update = item.Deserialize<Update>(JsonDefaults.Options)!;
            TaskCompletionSource before;
            lock (_lock)
            {
                _updates.Add(update);
                _chat = Apply(_chat, update);
                before = _more;
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            before.SetResult();
        }
    }

    private static ChatView Apply(ChatView? chat, Update update) => (update, chat) switch
    {
        (ChatSnapshot snapshot, _) => snapshot.Chat,
        (MessageChanged changed, { } c) => c with { Messages = Set(c.Messages, changed.Message) },
        (TextDelta delta, { } c) => c with { Messages = Set(c.Messages, Next(c, delta.MessageId, delta.Epoch, delta.Sequence, parts => Say(parts, delta))) },
        (PartChanged part, { } c) => c with { Messages = Set(c.Messages, Next(c, part.MessageId, part.Epoch, part.Sequence, parts => Put(parts, part.Index, part.Part))) },
        _ => throw new InvalidOperationException($"{update.GetType().Name} does not belong here."),
    };

    private static MessageView Next(ChatView chat, MessageId id, long epoch, long sequence, Func<IReadOnlyList<PartView>, IReadOnlyList<PartView>> change)
    {
        MessageView message = chat.Messages.Single(m => m.Id == id);
        return message.Epoch == epoch && message.Sequence + 1 == sequence
            ? message with { Sequence = sequence, Parts = change(message.Parts) }
            : throw new InvalidOperationException($"A delta ({epoch}, {sequence}) does not follow ({message.Epoch}, {message.Sequence}).");
    }

    private static List<PartView> Say(IReadOnlyList<PartView> parts, TextDelta delta) => Put(
        parts,
        delta.Part,
        delta.Part == parts.Count ? delta.Reasoning ? new ReasoningPart(delta.Text) : new TextPart(delta.Text)
        : parts[delta.Part] switch
        {
            TextPart text when !delta.Reasoning => new TextPart(text.Text + delta.Text),
            ReasoningPart text when delta.Reasoning => new ReasoningPart(text.Text + delta.Text),
            { } other => throw new InvalidOperationException($"Text for a {other.GetType().Name}."),
        });

    private static List<PartView> Put(IReadOnlyList<PartView> parts, int index, PartView part) =>
        index == parts.Count ? [.. parts, part] : [.. parts.Select((p, i) => i == index ? part : p)];

    private static List<MessageView> Set(IReadOnlyList<MessageView> messages, MessageView message) =>
        messages.Any(m => m.Id == message.Id) ? [.. messages.Select(m => m.Id == message.Id ? message : m)] : [.. messages, message];
}
