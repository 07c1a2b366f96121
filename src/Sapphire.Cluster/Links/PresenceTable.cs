using System.Collections.Immutable;
using System.Text.Json;
using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Links;

/// <summary>Says that this node is there, listens to the others, and keeps the table of them.</summary>
internal sealed class PresenceTable : IPresence
{
    private const string Prefix = "presence.";

    private readonly TopicsClient _topics;
    private readonly Link _link;
    private readonly ClusterSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Func<ImmutableDictionary<string, int>> _held;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Member> _others = new(StringComparer.Ordinal);
    private readonly List<Action<MemberChanged>> _observers = [];
    private NodeInfo _self;
    private DateTimeOffset _looked;
    private bool _leaving;
    private ITimer? _timer;
    private ISubscription? _subscription;

    /// <param name="self">This node.</param>
    /// <param name="topics">Carries what is said.</param>
    /// <param name="link">The connection that it is said over.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="held">How many shards of each kind this node owns; asked for each time that it speaks.</param>
    public PresenceTable(NodeId self, TopicsClient topics, Link link, ClusterSettings settings, TimeProvider clock, Func<ImmutableDictionary<string, int>> held)
    {
        _held = held;
        _topics = topics;
        _link = link;
        _settings = settings;
        _clock = clock;
        _looked = clock.GetUtcNow();
        _self = new() { Id = self, Roles = settings.Roles, Version = settings.Version, Started = _looked };
    }

    public NodeInfo Self
    {
        get
        {
            ImmutableDictionary<string, int> held = _held();
            lock (_lock) return _self with { Shards = _self.Shards.SetItems(held) };
        }
    }

    public ImmutableArray<Member> Members
    {
        get
        {
            NodeInfo self = Self;
            lock (_lock) return [new Member(self, MemberStatus.Up, _clock.GetUtcNow()), .. _others.Values.OrderBy(m => m.Info.Id.Name, StringComparer.Ordinal)];
        }
    }

    public void Announce(Func<NodeInfo, NodeInfo> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_lock) _self = change(_self) with { Id = _self.Id, Protocol = WireMessage.CurrentProtocol };
        Say(PresenceWord.Here);
    }

    public IDisposable Watch(Action<MemberChanged> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_lock)
        {
            _observers.Add(observer);
            foreach (Member member in Members) observer(new(member, null));
        }

        return new Ending(() =>
        {
            lock (_lock) _observers.Remove(observer);
        });
    }

    /// <summary>Listens, then says hello, with each connection; and a heartbeat from then on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _subscription = await _topics.SubscribeAsync(Prefix + "*", HearAsync, cancellationToken: cancellationToken);
            using IDisposable watch = _link.Watch(state =>
            {
                if (state.Status == TransportStatus.Connected) Say(PresenceWord.Hello);
            });
            lock (_lock) _timer = _clock.CreateTimer(_ => Beat(), null, _settings.PresenceInterval, _settings.PresenceInterval);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or ClusterException { Reason: ClusterError.Closed })
        {
            // The end.
        }
        finally
        {
            lock (_lock) _timer?.Dispose();
            if (_subscription is not null) await _subscription.DisposeAsync();
        }
    }

    /// <summary>Says goodbye, if anybody can hear it within a second.</summary>
    public async Task LeaveAsync()
    {
        lock (_lock)
        {
            if (_leaving) return;
            _leaving = true;
            _timer?.Dispose();
        }

        if (_link.Session is not null) await _topics.PublishAndWaitAsync(Prefix + Self.Id.Name, Write(PresenceWord.Bye)).WaitAsync(TimeSpan.FromSeconds(1), _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Say(PresenceWord word)
    {
        lock (_lock)
        {
            if (_leaving || _link.Session is null) return;
        }

        _topics.Publish(Prefix + Self.Id.Name, Write(word));
    }

    private WireMessage Write(PresenceWord word) => new()
    {
        SerializerId = 0,
        Manifest = "presence.1",
        Body = JsonSerializer.SerializeToUtf8Bytes(new(word, Self), PresenceJson.Default.PresenceMessage),
        MessageId = Guid.CreateVersion7().ToString("N"),
    };

    private void Beat()
    {
        Say(PresenceWord.Here);
        lock (_lock)
        {
            // Away, or this process stood still: then it is we who did not listen, and the others' silence says nothing.
            DateTimeOffset now = _clock.GetUtcNow();
            TimeSpan passed = now - _looked;
            _looked = now;
            TimeSpan deaf = _link.Session is null ? passed : passed > 2 * _settings.PresenceInterval ? passed - _settings.PresenceInterval : TimeSpan.Zero;
            foreach (Member known in _others.Values.ToArray())
            {
                Member member = known with { LastHeard = known.LastHeard + deaf };
                double silent = (now - member.LastHeard) / _settings.PresenceInterval;
                if (silent >= _settings.GoneAfter) Set(member with { Status = MemberStatus.Gone });
                else if (silent >= _settings.SuspectAfter) Set(member with { Status = MemberStatus.Suspect });
                else _others[member.Info.Id.Name] = member;
            }
        }
    }

    private ValueTask HearAsync(TopicMessage message)
    {
        PresenceMessage? said;
        try
        {
            said = JsonSerializer.Deserialize(message.Message.Body.Span, PresenceJson.Default.PresenceMessage);
        }
        catch (JsonException)
        {
            // A newer node that speaks otherwise; its inbox and shards tell more than we could here.
            return ValueTask.CompletedTask;
        }

        if (said is null) return ValueTask.CompletedTask;
        NodeId id = said.Node.Id;
        lock (_lock)
        {
            if (id.Name == _self.Id.Name) return ValueTask.CompletedTask;
            if (_others.TryGetValue(id.Name, out Member? known) && known.Info.Id != id)
            {
                // A late word of an earlier life.
                if (known.Info.Id.Incarnation > id.Incarnation) return ValueTask.CompletedTask;

                // The name is free only after the earlier life has lost its connection.
                Set(known with { Status = MemberStatus.Gone });
            }

            if (said.Word == PresenceWord.Bye)
            {
                if (_others.ContainsKey(id.Name)) Set(new(said.Node, MemberStatus.Left, _clock.GetUtcNow()));
                return ValueTask.CompletedTask;
            }

            Set(new(said.Node, MemberStatus.Up, _clock.GetUtcNow()));
        }

        if (said.Word == PresenceWord.Hello) Say(PresenceWord.Here);
        return ValueTask.CompletedTask;
    }

    private void Set(Member member)
    {
        string name = member.Info.Id.Name;
        MemberStatus? before = _others.TryGetValue(name, out Member? known) ? known.Status : null;
        if (member.Status is MemberStatus.Left or MemberStatus.Gone) _others.Remove(name);
        else _others[name] = member;
        if (before == member.Status) return;
        foreach (Action<MemberChanged> observer in _observers.ToArray()) observer(new(member, before));
    }
}
