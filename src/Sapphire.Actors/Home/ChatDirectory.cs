using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Nodes;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Home;

/// <summary>
/// Knows which chats there are: reads the list view, publishes what changes on the event stream, and at start wakes the chats
/// whose turn was open or waiting when the program, or the node that they were on, ended.
/// <code>
/// catching up (questions wait) ──view has caught up──► ready
/// </code>
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
public sealed class ChatDirectory : ReceiveActor, IWithStash
#pragma warning restore CA1001
{
    private readonly ChatListView _view;
    private readonly IActorRef _sessions;
    private readonly Action _onChanged;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<ChatId, ChatLine> _lines = [];
    private long _ordering;
    private bool _reading;
    private bool _changedMeanwhile;

    /// <summary>Creates the directory.</summary>
    public ChatDirectory(ChatListView view, IActorRef sessions)
    {
        _view = view;
        _sessions = sessions;
        IActorRef self = Self;
        _onChanged = () => self.Tell(ViewChanged.Instance);
        Receive<CaughtUp>(_ => Read());
        Receive<ChatLines>(lines =>
        {
            _reading = false;
            Take(lines, publish: false);
            WakeOpen();

            // After a failure the home may have missed changes.
            Context.System.EventStream.Publish(List());
            Become(Ready);
            Stash.UnstashAll();
            if (_changedMeanwhile)
            {
                Read();
            }
        });
        Receive<ViewChanged>(_ => _changedMeanwhile = true);
        Receive<Status.Failure>(Fail);
        ReceiveAny(_ => Stash.Stash());
    }

    /// <inheritdoc />
    public IStash Stash { get; set; } = null!;

    /// <summary>The props of the directory.</summary>
    public static Props Props(ChatListView view, IActorRef sessions) => Kernel.Actor.Props.Create(() => new ChatDirectory(view, sessions));

    /// <inheritdoc />
    protected override void PreStart()
    {
        _view.Changed += _onChanged;
        Context.System.EventStream.Subscribe<ChatsNodeEnded>(Self);
        _ = _view.CatchUpAsync(_stop.Token).PipeTo(Self, success: () => CaughtUp.Instance);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _view.Changed -= _onChanged;
        Context.System.EventStream.Unsubscribe(Self);
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Ready()
    {
        Receive<GetChats>(_ => Sender.Tell(List()));
        Receive<ViewChanged>(_ =>
        {
            if (_reading)
            {
                _changedMeanwhile = true;
            }
            else
            {
                Read();
            }
        });
        Receive<ChatLines>(lines =>
        {
            _reading = false;
            Take(lines, publish: true);
            if (_changedMeanwhile)
            {
                Read();
            }
        });
        Receive<Status.Failure>(Fail);
        Receive<ChatsNodeEnded>(_ => WakeOpen());
    }

    // To a chat that is at it already it says nothing.
    private void WakeOpen()
    {
        foreach (ChatLine open in _lines.Values.Where(line => line is { OpenTurns: > 0, Deleted: false }))
        {
            _sessions.Tell(new ShardingEnvelope(open.Id.ToString(), WakeUp.Instance));
        }
    }

    private ChatList List() => new([.. _lines.Values.Where(line => !line.Deleted).Select(line => line.Summary)]);

    private void Read()
    {
        _reading = true;
        _changedMeanwhile = false;
        _ = _view.ReadAsync(_ordering, _stop.Token).PipeTo(Self);
    }

    private void Take(ChatLines lines, bool publish)
    {
        _ordering = lines.Ordering;
        foreach (ChatLine line in lines.Lines)
        {
            bool listed = _lines.TryGetValue(line.Id, out ChatLine? before) && !before.Deleted;
            _lines[line.Id] = line;
            if (publish && !line.Deleted && (!listed || before!.Summary != line.Summary))
            {
                Context.System.EventStream.Publish(new ChatListed(line.Summary));
            }
            else if (publish && line.Deleted && listed)
            {
                Context.System.EventStream.Publish(new ChatUnlisted(line.Id));
            }
        }
    }

    // Let it crash: the supervisor starts it again, and it reads everything anew.
    private static void Fail(Status.Failure failure) => throw new InvalidOperationException("The list of chats could not be read.", failure.Cause);

    private sealed record CaughtUp : INoSerializationVerificationNeeded
    {
        public static CaughtUp Instance { get; } = new();
    }

    private sealed record ViewChanged : INoSerializationVerificationNeeded
    {
        public static ViewChanged Instance { get; } = new();
    }
}
