using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Subscriptions;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Chat;

/// <content>Those who read the chat, and what they see of it.</content>
public sealed partial class ChatSession
{
    // Each with how many updates it was sent.
    private readonly Dictionary<IActorRef, long> _subscribers = [];

    // What readers see of an event that is stored now.
    private void Tell(ChatEvent happened, ChatState before)
    {
        switch (happened)
        {
            case UserSaid e when _state.Nodes.Count == 2 || e.ParentId != before.Leaf || !before.Redo.IsEmpty:
                // The first message may have named the chat; a correction begins another branch; nothing can be done again any more.
                Publish(new ChatSnapshot(View()));
                break;
            case UserSaid e:
                Publish(new MessageChanged(View(e.MessageId)));
                Publish(new MessageChanged(View(e.ReplyId)));
                break;
            case TurnRequested e:
                Publish(e.Continues && before.Redo.IsEmpty && _state.IsOnBranch(e.ReplyId) ? new MessageChanged(View(e.ReplyId)) : new ChatSnapshot(View()));
                break;
            case TurnStarted e:
                Start(e.TurnId);
                if (_state.IsOnBranch(_state.Replies[e.TurnId]))
                {
                    Publish(new MessageChanged(View(_state.Replies[e.TurnId])));
                }

                break;
            case ReplyProgressed:
                _live?.Stored();
                break;
            case ToolCalled e when _live?.Changed(_state.OpenReply!, e.CallId) is { } change:
                Publish(change);
                break;
            case ToolReturned e when _live?.Changed(_state.OpenReply!, e.CallId) is { } change:
                Publish(change);
                break;
            case ReplyCompleted e:
                End(e.TurnId);
                break;
            case TurnFailed e:
                End(e.TurnId);
                break;
            case TurnCancelled e:
                End(e.TurnId);
                break;
            case TurnInterrupted e:
                End(e.TurnId);
                break;
            case ReplyHeard e when _state.IsOnBranch(_state.Replies[e.TurnId]):
                Publish(new MessageChanged(View(_state.Replies[e.TurnId])));
                break;
            case MessagesImported { Leaf: null }:
                break;
            case ChatRenamed or ChatDeleted or ChatRestored or ChatSettingsChanged or ChatPinned or ChatArchived or ChatTitled or BranchSelected or ReplyEdited
                or MessagesRemoved or ToolCallRemoved or Undone or Redone or MessagesImported:
                Publish(new ChatSnapshot(View()));
                break;
        }
    }

    private void AddSubscriber(Subscribe subscribe)
    {
        if (!_state.Exists && ReadOnlyCause is { } cause)
        {
            // It may be about to be created.
            Sender.Tell(new SubscriptionRefused(NotStored(cause)));
            return;
        }

        if (!_state.Exists)
        {
            Sender.Tell(new SubscriptionRefused(new("unknown-chat", "There is no such chat.", "It may have been made in another home. Start a new chat.", Retryable: false)));
            return;
        }

        if (_subscribers.TryAdd(subscribe.Subscriber, 0))
        {
            Context.Watch(subscribe.Subscriber);
        }

        Send(subscribe.Subscriber, new ChatSnapshot(View()));
    }

    private void Check(CheckSubscription check) =>
        check.Subscriber.Tell(_subscribers.TryGetValue(check.Subscriber, out long sent) ? new SubscriptionStanding(sent) : PublisherRestarted.Instance);

    private void Publish(object update)
    {
        foreach (IActorRef subscriber in _subscribers.Keys)
        {
            Send(subscriber, update);
        }
    }

    private void Send(IActorRef subscriber, object update)
    {
        if (update is Update) _subscribers[subscriber]++;
        subscriber.Tell(update);
    }

    private ChatView View() => _state.ToView(_id, View);

    private MessageView View(MessageId id) => View(_state.Nodes[id]) with { Siblings = _state.SiblingsOf(_state.Nodes[id]) };

    private MessageView View(ChatNode node) => _live?.MessageId == node.Id ? _live.View(node) : ReadOnlyView(node) ?? node.ToView(WriterEpoch, 0);
}
