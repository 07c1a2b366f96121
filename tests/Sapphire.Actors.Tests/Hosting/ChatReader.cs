using System.Text.Json;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Tests.Hosting;

/// <summary>A client of one chat that applies the protocol to the letter; a gap in the numbering fails the test.</summary>
internal sealed class ChatReader : IAsyncDisposable
{
    private readonly IAsyncEnumerator<Update> _updates;
    private readonly CancellationTokenSource _deadline = new(AssistantHarness.Deadline);

    public ChatReader(Func<CancellationToken, IAsyncEnumerable<Update>> read) => _updates = read(_deadline.Token).GetAsyncEnumerator(_deadline.Token);

    public ChatView? View { get; private set; }

    public List<Update> Seen { get; } = [];

    public MessageView Reply => View!.Messages.Last(one => one.Role == MessageRole.Assistant);

    public string Text => TextOf(Reply);

    public static string TextOf(MessageView message) => string.Concat(message.Parts.OfType<TextPart>().Select(part => part.Text));

    /// <summary>Reads until a condition holds.</summary>
    public async Task<ChatReader> UntilAsync(Func<ChatReader, bool> condition)
    {
        while (View is null || !condition(this))
        {
            (await _updates.MoveNextAsync()).ShouldBeTrue("the stream ended");
            Apply(_updates.Current);
        }

        return this;
    }

    public Task<ChatReader> UntilAsync(MessageStatus status) => UntilAsync(reader => reader.View!.Messages.Count > 0 && reader.Reply.Status == status);

    public Task<ChatReader> UntilTextAsync(string text) => UntilAsync(reader => reader.View!.Messages.Count > 0 && string.Equals(reader.Text, text, StringComparison.Ordinal));

    /// <summary>What is shown, as JSON without the numbering, which starts anew with each life of a session.</summary>
    public static string Normal(ChatView view) =>
        JsonSerializer.Serialize(new ChatSnapshot(view with { Messages = [.. view.Messages.Select(message => message with { Epoch = 0, Sequence = 0 })] }), ChatJsonContext.Default.Update);

    public async ValueTask DisposeAsync()
    {
        await _deadline.CancelAsync();
        try
        {
            await _updates.DisposeAsync();
        }
        catch (OperationCanceledException)
        {
            // The way in which a reader leaves.
        }

        _deadline.Dispose();
    }

    private void Apply(Update update)
    {
        Seen.Add(update);
        switch (update)
        {
            case ChatSnapshot snapshot:
                View = snapshot.Chat;
                break;
            case MessageChanged changed:
                List<MessageView> messages = [.. View!.Messages];
                int at = messages.FindIndex(one => one.Id == changed.Message.Id);
                if (at < 0)
                {
                    messages.Add(changed.Message);
                }
                else
                {
                    messages[at] = changed.Message;
                }

                View = View with { Messages = messages };
                break;
            case TextDelta delta:
                Change(delta.MessageId, delta.Epoch, delta.Sequence, parts =>
                {
                    if (delta.Part == parts.Count)
                    {
                        parts.Add(delta.Reasoning ? new ReasoningPart(delta.Text) : new TextPart(delta.Text));
                        return;
                    }

                    parts[delta.Part] = (parts[delta.Part], delta.Reasoning) switch
                    {
                        (TextPart text, false) => new TextPart(text.Text + delta.Text),
                        (ReasoningPart thought, true) => new ReasoningPart(thought.Text + delta.Text),
                        _ => throw new InvalidOperationException($"A delta of another kind for part {delta.Part}: {delta}."),
                    };
                });
                break;
            case PartChanged part:
                Change(part.MessageId, part.Epoch, part.Sequence, parts =>
                {
                    if (part.Index == parts.Count)
                    {
                        parts.Add(part.Part);
                    }
                    else
                    {
                        parts[part.Index] = part.Part;
                    }
                });
                break;
            default:
                throw new InvalidOperationException($"{update} in the stream of a chat.");
        }
    }

    private void Change(MessageId id, long epoch, long sequence, Action<List<PartView>> change)
    {
        List<MessageView> messages = [.. View!.Messages];
        int at = messages.FindIndex(one => one.Id == id);
        at.ShouldBeGreaterThanOrEqualTo(0, "a delta of an unknown message");
        MessageView message = messages[at];
        epoch.ShouldBe(message.Epoch, "another epoch without a snapshot");
        sequence.ShouldBe(message.Sequence + 1, "a gap in the deltas");
        List<PartView> parts = [.. message.Parts];
        change(parts);
        messages[at] = message with { Parts = parts, Sequence = sequence };
        View = View with { Messages = messages };
    }
}
