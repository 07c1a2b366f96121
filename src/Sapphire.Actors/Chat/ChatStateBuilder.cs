using System.Collections.Immutable;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Chat;

/// <summary>
/// What the events of a chat do to its state. A long history goes through one builder: the states in between, which nobody sees,
/// would cost more than all else. Not thread-safe; of no use after an exception.
/// </summary>
public sealed partial class ChatStateBuilder
{
    private readonly LayeredDictionary<MessageId, ChatNode>.Builder _nodes;
    private readonly LayeredDictionary<TurnId, MessageId>.Builder _replies;
    private readonly LayeredDictionary<MessageId, ImmutableArray<MessageId>>.Builder _children;
    private readonly AcceptedCommands.Builder _accepted;

    // All but the four collections.
    private ChatState _rest;

    /// <summary>Begins with a state, which stays as it is.</summary>
    public ChatStateBuilder(ChatState state)
    {
        _rest = state;
        _nodes = new(state.Nodes);
        _replies = new(state.Replies);
        _children = new(state.Children);
        _accepted = new(state.Accepted);
    }

    /// <summary>The state after the events so far. Further events do not change it.</summary>
    public ChatState ToState() => _rest with { Nodes = _nodes.ToDictionary(), Replies = _replies.ToDictionary(), Children = _children.ToDictionary(), Accepted = _accepted.ToImmutable() };

    /// <summary>Applies the next event.</summary>
    public void Apply(ChatEvent happened)
    {
        switch (happened)
        {
            case ChatCreated e:
                _rest = _rest with { Exists = true, Title = e.Title, TitledByPerson = e.TitledByPerson, CreatedAt = e.At };
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
                End(e.TurnId, MessageStatus.Completed, e.At, reply => reply with
                {
                    Model = e.Model,
                    Usage = reply.Usage is null || e.Usage is null ? e.Usage ?? reply.Usage : reply.Usage.Plus(e.Usage),
                    ProviderId = e.ProviderId,
                    ModelId = e.ModelId,
                    Spice = e.Spice,
                });
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
                Apply(e);
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
                ApplyToTree(happened);
                break;
        }
    }

    private void Apply(UserSaid e)
    {
        ChatNode message = new(e.MessageId, e.ParentId, MessageRole.User, [.. e.Content.Select(View)], MessageStatus.Completed, e.At)
        {
            CommandId = e.CommandId,
            Source = e.Source,
            Author = e.Author,
            RoomId = e.RoomId,
        };
        AddNode(message);
        ChatNode reply = new(e.ReplyId, e.MessageId, MessageRole.Assistant, [], MessageStatus.Waiting, e.At) { TurnId = e.TurnId };
        AddNode(reply);
        Await(e.TurnId, reply.Id);
        _rest = _rest with { Title = _rest.Title ?? ChatState.FirstTitle(message.Text), Redo = [] };
        if (e.ParentId == _rest.Leaf)
        {
            _rest = _rest with { Leaf = e.ReplyId };
        }
        else
        {
            Branch("edit a message", e.MessageId, e.ReplyId, e.Undoable ? e.CommandId : null);
        }

        _accepted.Add(new(e.CommandId, e.MessageId, e.TurnId));
    }

    private void Apply(TurnRequested e)
    {
        _rest = _rest with { Redo = [] };
        if (e.Continues)
        {
            _nodes[e.ReplyId] = _nodes[e.ReplyId] with { Status = MessageStatus.Waiting, Error = null, TurnId = e.TurnId, CompletedAt = null };
        }
        else
        {
            AddNode(new(e.ReplyId, e.MessageId, MessageRole.Assistant, [], MessageStatus.Waiting, e.At) { TurnId = e.TurnId });
            Branch("answer again", e.ReplyId, e.ReplyId, e.Undoable ? e.CommandId : null);
        }

        Await(e.TurnId, e.ReplyId);
        _accepted.Add(new(e.CommandId, null, e.TurnId));
    }

    private void Apply(ChatRenamed e)
    {
        if (e.Undoable)
        {
            Change(e.CommandId, new("rename the chat") { Title = new(_rest.Title, e.Title, _rest.TitledByPerson) });
            return;
        }

        _rest = _rest with { Title = e.Title };
        _accepted.Add(new(e.CommandId, null, null));
    }

    // Nothing is to be undone where the branch only goes on, nor of a version that knew no undo: then there is no command.
    private void Branch(string label, MessageId added, MessageId leaf, CommandId? by)
    {
        MessageId? old = _rest.Leaf;
        if (by is null)
        {
            _rest = _rest with { Leaf = leaf };
        }
        else if (Show(leaf))
        {
            Remember(new(label) { Leaf = new(old, leaf), Added = added, By = by });
        }
    }

    private static PartView View(ContentPart part) => part switch
    {
        TextContentPart text => new TextPart(text.Text),
        ImageContentPart image => new ImagePart(image.Id, image.MediaType, image.Width, image.Height, image.Name),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "This is no part of a message."),
    };

    private void Await(TurnId turn, MessageId reply)
    {
        _replies[turn] = reply;
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
