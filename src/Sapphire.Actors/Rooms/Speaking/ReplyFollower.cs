using System.Threading.Channels;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Speaking;

/// <summary>
/// Follows the text of one reply, also over restarts of its chat, and tells its room (the parent) what is new of it.
/// <code>
/// looking ──found──► following ──completed, failed, cancelled──► ended (told once)
///    └──── no such message, no such chat ──► missing
/// </code>
/// </summary>
internal sealed class ReplyFollower : ReceiveActor
{
    // The updates of a chat while the room is busy for a moment; an overflow ends the subscription, which is then made again.
    private const int Capacity = 4096;

    private readonly Action<IActorRef> _subscribe;
    private readonly Func<MessageView, bool> _which;
    private readonly List<string> _told = [];
    private ChannelReader<Update> _updates = null!;
    private IActorRef? _subscription;
    private MessageView? _message;
    private ChatSettings _settings = ChatSettings.None;
    private bool _over;

    public ReplyFollower(Action<IActorRef> subscribe, Func<MessageView, bool> which)
    {
        _subscribe = subscribe;
        _which = which;
        Receive<Waits>(waits => ReferenceEquals(waits.Updates, _updates), waits =>
        {
            while (!_over && ReferenceEquals(waits.Updates, _updates) && _updates.TryRead(out Update? update))
            {
                Apply(update);
            }

            if (!_over && ReferenceEquals(waits.Updates, _updates))
            {
                Wait();
            }
        });
        Receive<Ended>(ended => ReferenceEquals(ended.Updates, _updates), ended =>
        {
            if (ended.Reason is SubscriptionException { Error.Code: "lagged" })
            {
                Subscribe();
            }
            else if (!_over)
            {
                CommandError error = ended.Reason is SubscriptionException refused
                    ? refused.Error
                    : new("unavailable", "The reply could not be read.", "It is in the chat.", Retryable: true);
                Finish(_message is null ? new ReplyMissing(error) : new ReplyEnded(MessageStatus.Failed, new(error.Title, error.Detail, false, false)));
            }
        });
        Receive<Waits>(_ => { });
        Receive<Ended>(_ => { });
    }

    /// <summary>The props of a follower.</summary>
    /// <param name="subscribe">Sends a <see cref="Subscriptions.Subscribe"/> for the given subscriber to the chat.</param>
    /// <param name="which">Which message of the chat.</param>
    public static Props Props(Action<IActorRef> subscribe, Func<MessageView, bool> which) => Kernel.Actor.Props.Create(() => new ReplyFollower(subscribe, which));

    /// <inheritdoc />
    protected override void PreStart() => Subscribe();

    private void Subscribe()
    {
        if (_subscription is not null)
        {
            Context.Stop(_subscription);
        }

        Channel<Update> channel = Channel.CreateBounded<Update>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _updates = channel.Reader;

        // Fails at nothing; were it to, the end of its channel is the end of the reply.
        _subscription = Context.ActorOf(Subscription.Props(_subscribe, channel.Writer));
        Wait();
    }

    private void Wait()
    {
        ChannelReader<Update> updates = _updates;
        _ = updates.WaitToReadAsync().AsTask().PipeTo(Self, success: more => more ? new Waits(updates) : new Ended(updates, null), failure: e => new Ended(updates, e));
    }

    private void Apply(Update update)
    {
        switch (update)
        {
            case ChatSnapshot snapshot:
                _settings = snapshot.Chat.Settings;
                if (snapshot.Chat.Deleted || snapshot.Chat.Messages.FirstOrDefault(_which) is not { } found)
                {
                    Finish(_message is null
                        ? new ReplyMissing(new("unknown-message", "There is no such message in this chat.", "It may have been deleted, or be on another branch.", Retryable: false))
                        : new ReplyEnded(MessageStatus.Cancelled, null));
                    return;
                }

                Look(found);
                break;
            case MessageChanged changed when _which(changed.Message):
                Look(changed.Message);
                break;
            case TextDelta delta when delta.MessageId == _message?.Id:
                Add(delta.Epoch, delta.Sequence, delta.Part, delta.Reasoning ? new ReasoningPart(delta.Text) : new TextPart(delta.Text), append: true);
                break;
            case PartChanged part when part.MessageId == _message?.Id:
                Add(part.Epoch, part.Sequence, part.Index, part.Part, append: false);
                break;
        }
    }

    private void Add(long epoch, long sequence, int index, PartView part, bool append)
    {
        if (epoch != _message!.Epoch || sequence != _message.Sequence + 1 || index > _message.Parts.Count)
        {
            // A gap: the chat is read anew.
            Subscribe();
            return;
        }

        List<PartView> parts = [.. _message.Parts];
        if (index == parts.Count)
        {
            parts.Add(part);
        }
        else
        {
            parts[index] = (append, parts[index], part) switch
            {
                (true, TextPart before, TextPart more) => new TextPart(before.Text + more.Text),
                (true, ReasoningPart before, ReasoningPart more) => new ReasoningPart(before.Text + more.Text),
                _ => part,
            };
        }

        Look(_message with { Parts = parts, Sequence = sequence });
    }

    private void Look(MessageView message)
    {
        if (_message is null)
        {
            Context.Parent.Tell(new ReplyFound(message.Id, message.TurnId, _settings));
        }

        _message = message;
        TellText([.. message.Parts.OfType<TextPart>().Select(part => part.Text)]);
        if (message.Status is not (MessageStatus.Waiting or MessageStatus.Streaming))
        {
            Finish(new ReplyEnded(message.Status, message.Error));
        }
    }

    private void TellText(List<string> parts)
    {
        if (!Continues(parts))
        {
            _told.Clear();
            Context.Parent.Tell(ReplyRewritten.Instance);
        }

        for (int i = Math.Max(0, _told.Count - 1); i < parts.Count; i++)
        {
            int from = i < _told.Count ? _told[i].Length : 0;
            if (parts[i].Length > from)
            {
                Context.Parent.Tell(new ReplyText(i, parts[i][from..]));
            }
        }

        _told.Clear();
        _told.AddRange(parts);
    }

    // Parts before the last one do not grow.
    private bool Continues(List<string> parts)
    {
        if (_told.Count > parts.Count)
        {
            return false;
        }

        for (int i = 0; i < _told.Count; i++)
        {
            bool same = i < _told.Count - 1 ? string.Equals(parts[i], _told[i], StringComparison.Ordinal) : parts[i].StartsWith(_told[i], StringComparison.Ordinal);
            if (!same)
            {
                return false;
            }
        }

        return true;
    }

    private void Finish(object message)
    {
        _over = true;
        Context.Parent.Tell(message);
        Context.Stop(Self);
    }

    private sealed record Waits(ChannelReader<Update> Updates) : INoSerializationVerificationNeeded;

    private sealed record Ended(ChannelReader<Update> Updates, Exception? Reason) : INoSerializationVerificationNeeded;
}
