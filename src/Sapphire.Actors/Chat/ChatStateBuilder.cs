using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>
/// What the events of a chat do to its state. A long history goes through one builder: the states in between, which nobody sees,
/// would cost more than all else. Not thread-safe; of no use after an exception.
/// </summary>
public sealed class ChatStateBuilder
{
    private readonly LayeredDictionary<MessageId, ChatNode>.Builder _nodes;
    private readonly LayeredDictionary<TurnId, MessageId>.Builder _replies;
    private readonly AcceptedCommands.Builder _accepted;

    // All but the three collections.
    private ChatState _rest;

    /// <summary>Begins with a state, which stays as it is.</summary>
    public ChatStateBuilder(ChatState state)
    {
        _rest = state;
        _nodes = new(state.Nodes);
        _replies = new(state.Replies);
        _accepted = new(state.Accepted);
    }

    /// <summary>The state after the events so far. Further events do not change it.</summary>
    public ChatState ToState() => _rest with { Nodes = _nodes.ToDictionary(), Replies = _replies.ToDictionary(), Accepted = _accepted.ToImmutable() };

    /// <summary>Applies the next event.</summary>
    public void Apply(ChatEvent happened)
    {
        switch (happened)
        {
            case ChatCreated e:
                _rest = _rest with { Exists = true, Title = e.Title, CreatedAt = e.At };
                _accepted.Add(new(e.CommandId, null, null));
                break;
            case UserSaid e:
                Apply(e);
                break;
            case TurnRequested e:
                Apply(e);
                break;
            case TurnStarted e:
                Update(e.TurnId, reply => reply with { Status = MessageStatus.Streaming, Touched = false });
                _rest = _rest with { Open = e.TurnId, Waiting = _rest.Waiting.Remove(e.TurnId) };
                break;
            case ReplyProgressed e:
                Update(e.TurnId, reply => reply with { Touched = true, Parts = ChatNode.Append(reply.Parts, e.Text, e.Reasoning) });
                break;
            case ToolCalled e:
                Update(e.TurnId, reply => reply with { Touched = true, Parts = ChatNode.Set(reply.Parts, new ToolPart(e.CallId, e.Name, e.Arguments, null, null, null)) });
                break;
            case ToolReturned e:
                Update(e.TurnId, reply => reply with { Parts = Returned(reply.Parts, e) });
                break;
            case ReplyCompleted e:
                End(e.TurnId, MessageStatus.Completed, e.At, reply => reply with { Model = e.Model, Usage = e.Usage });
                break;
            case TurnFailed e:
                End(e.TurnId, MessageStatus.Failed, e.At, reply => reply with
                {
                    Model = e.Model ?? reply.Model,
                    Error = new(e.Title, e.Detail, e.CanRetry, reply.Parts.Any(part => part is TextPart)),
                });
                break;
            case TurnCancelled e:
                End(e.TurnId, MessageStatus.Cancelled, e.At, reply => reply);
                _accepted.Add(new(e.CommandId, null, e.TurnId));
                break;
            case TurnInterrupted e:
                End(e.TurnId, MessageStatus.Interrupted, e.At, reply => reply with
                {
                    Error = new("Sapphire stopped while it was answering.", "What it had said is kept.", CanRetry: true, reply.Parts.Any(part => part is TextPart)),
                });
                break;
            case ReplyHeard e:
                Update(e.TurnId, reply => reply with { HeardLength = e.HeardLength });
                _accepted.Add(new(e.CommandId, null, e.TurnId));
                break;
            case ChatRenamed e:
                _rest = _rest with { Title = e.Title };
                _accepted.Add(new(e.CommandId, null, null));
                break;
            case ChatDeleted e:
                _rest = _rest with { Deleted = true };
                _accepted.Add(new(e.CommandId, null, null));
                break;
            case ChatRestored e:
                _rest = _rest with { Deleted = false };
                _accepted.Add(new(e.CommandId, null, null));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "This event is not one of a chat.");
        }
    }

    private void Apply(UserSaid e)
    {
        ChatNode message = new(e.MessageId, e.ParentId, MessageRole.User, [.. e.Content.OfType<TextContentPart>().Select(part => new TextPart(part.Text))], MessageStatus.Completed, e.At)
        {
            CommandId = e.CommandId,
            Source = e.Source,
            Author = e.Author,
            RoomId = e.RoomId,
        };
        _nodes[message.Id] = message;
        Await(e.TurnId, new(e.ReplyId, e.MessageId, MessageRole.Assistant, [], MessageStatus.Waiting, e.At) { TurnId = e.TurnId });
        _rest = _rest with { Title = _rest.Title ?? ChatState.TitleFrom(message.Text), Leaf = e.ReplyId };
        _accepted.Add(new(e.CommandId, e.MessageId, e.TurnId));
    }

    private void Apply(TurnRequested e)
    {
        Await(e.TurnId, e.Continues
            ? _nodes[e.ReplyId] with { Status = MessageStatus.Waiting, Error = null, TurnId = e.TurnId, CompletedAt = null }
            : new(e.ReplyId, e.MessageId, MessageRole.Assistant, [], MessageStatus.Waiting, e.At) { TurnId = e.TurnId });
        _rest = _rest with { Leaf = e.Continues ? _rest.Leaf : e.ReplyId };
        _accepted.Add(new(e.CommandId, null, e.TurnId));
    }

    private void Await(TurnId turn, ChatNode reply)
    {
        _nodes[reply.Id] = reply;
        _replies[turn] = reply.Id;
        _rest = _rest with { Waiting = _rest.Waiting.Add(turn) };
    }

    private static ImmutableArray<PartView> Returned(ImmutableArray<PartView> parts, ToolReturned e)
    {
        int index = ChatNode.IndexOf(parts, e.CallId);
        return index < 0 ? parts : parts.SetItem(index, (ToolPart)parts[index] with { Result = e.Result, Error = e.Error, DurationMs = e.DurationMs });
    }

    // A tool call that has no result when its turn ends will never have one: say so, to the reader and to the model.
    private void End(TurnId turn, MessageStatus status, DateTimeOffset at, Func<ChatNode, ChatNode> change)
    {
        Update(turn, reply => change(reply) with
        {
            Status = status,
            CompletedAt = at,
            Parts = [.. reply.Parts.Select(part => part is ToolPart { Result: null, Error: null } tool ? tool with { Error = "It did not finish." } : part)],
        });
        _rest = _rest with { Open = _rest.Open == turn ? null : _rest.Open, Waiting = _rest.Waiting.Remove(turn) };
    }

    private void Update(TurnId turn, Func<ChatNode, ChatNode> change)
    {
        MessageId reply = _replies[turn];
        _nodes[reply] = change(_nodes[reply]);
    }
}
