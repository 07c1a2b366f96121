using System.Diagnostics;
using Sapphire.Actors.Ids;
using Sapphire.Web.TestKit;
using Sapphire.Web.TestKit.Network;

namespace Sapphire.Faults.Tests.Cluster.Chatting;

/// <summary>
/// Two web nodes and some session nodes, each session node and one web node on a host of its own, and what can happen to them. One
/// fault at a time; each ends with everything there again. The times in which chats answered again are kept by kind.
/// </summary>
internal sealed class FaultyCluster : IAsyncDisposable
{
    private const int Probes = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // How long shards take to spread is measured, not limited: replies that never pause hold theirs, the longer the busier the machine is.
    private static readonly TimeSpan SpreadPatience = TimeSpan.FromMinutes(5);
    private readonly ClusterWorld _world;
    private readonly Random _random;
    private readonly ChatCounts _counts;
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly List<ChatId> _probes = [];
    private readonly List<Host> _hosts = [];
    private ClusterObserver _observer = null!;
    private Person _prober = null!;
    private string? _added;
    private int _lastSession;

    private FaultyCluster(ClusterWorld world, Random random, ChatCounts counts)
    {
        _world = world;
        _random = random;
        _counts = counts;
    }

    /// <summary>The web nodes; the second one is on a host whose cable may be pulled.</summary>
    public List<SapphireServer> Webs { get; } = [];

    /// <summary>How long it took until a chat answered again, in seconds, by fault.</summary>
    public SortedDictionary<string, List<double>> Times { get; } = new(StringComparer.Ordinal);

    public static async Task<FaultyCluster> StartAsync(Random random, ChatCounts counts)
    {
        FaultyCluster cluster = new(await ClusterWorld.StartAsync(ownServers: true), random, counts);
        try
        {
            cluster._world.Provider.Fallback = ChattingModel.Reply;
            await Task.WhenAll(cluster.AddSessionAsync(), cluster.AddSessionAsync());
            cluster.Webs.Add(await cluster._world.StartWebAsync());
            await cluster._world.UseProviderAsync(cluster.Webs[0]);
            Host host = await cluster._world.AddHostAsync();
            cluster._hosts.Add(host);
            cluster.Webs.Add(await cluster._world.StartWebAsync("web-b", host: host));
            await cluster.Webs[1].LoginAsync();
            cluster._observer = await cluster._world.ObserveAsync();
            cluster._prober = await Person.AtAsync(cluster.Webs[0]);
            await cluster.SettledAsync();
            for (int probe = 0; probe < Probes; probe++)
            {
                cluster._probes.Add(await cluster._prober.CreateAsync());
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody at each web node.</summary>
    public Task<Person[]> PeopleAsync() => Task.WhenAll(Webs.Select(Person.AtAsync));

    /// <summary>Lets something happen, and returns what it was.</summary>
    /// <param name="fault">One of <see cref="Faults"/>.</param>
    /// <param name="calm">True to wait until the shards are even again; false for the next one to come in the middle of that.</param>
    public async Task<string> StrikeAsync(string fault, bool calm)
    {
        string what = fault switch
        {
            "kill" => await KillAsync(),
            "freeze" => await FreezeAsync(),
            "cut" => await CutAsync(),
            "cut web" => await CutWebAsync(),
            "broker" => await KillBrokerAsync(),
            "store" => await RestartStoreAsync(),
            "stop" => await StopAsync(),
            "drain" => await DrainAsync(),
            "add" => await AddOrRemoveAsync(),
            _ => throw new ArgumentException($"'{fault}' is no fault.", nameof(fault)),
        };
        return calm ? $"{what}, even after {await SettledAsync():0.0} s" : what;
    }

    /// <summary>All that <see cref="StrikeAsync"/> knows.</summary>
    public static string[] Faults { get; } = ["kill", "freeze", "cut", "broker", "store", "stop", "drain", "add", "cut web"];

    /// <summary>Waits until every shard has an owner, as many each as their number allows, and returns how long that took, in seconds.</summary>
    public async Task<double> SettledAsync()
    {
        long begun = Stopwatch.GetTimestamp();
        while (!await _observer.IsBalancedAsync(_sessions.Keys))
        {
            if (Stopwatch.GetElapsedTime(begun) > SpreadPatience) throw new TimeoutException($"The shards are not even within {SpreadPatience.TotalSeconds} s: {await DescribeAsync()}");
            await PauseAsync(TimeSpan.FromMilliseconds(250));
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>What is known when it goes wrong.</summary>
    public async Task<string> DescribeAsync() => await _observer.DescribeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_prober is not null) await _prober.DisposeAsync();
        await _world.DisposeAsync();
    }

    private async Task<string> KillAsync()
    {
        (string node, ChatId probe) = await PickAsync();
        long begun = Stopwatch.GetTimestamp();
        await _sessions[node].Process.KillAsync();
        double took = await ProbeAsync("kill", probe, begun);
        await PauseAsync(TimeSpan.FromSeconds(_random.NextDouble() * 3));
        await RestartAsync(node);
        return $"kill -9 of {node}: answered after {took:0.0} s";
    }

    // Woken before or after the others have taken over.
    private async Task<string> FreezeAsync()
    {
        (string node, ChatId probe) = await PickAsync();
        TimeSpan time = TimeSpan.FromSeconds(_random.Next(4) == 0 ? 2 + (5 * _random.NextDouble()) : 9 + (6 * _random.NextDouble()));
        long begun = Stopwatch.GetTimestamp();
        _sessions[node].Process.Freeze();
        Task<double> probing = ProbeAsync(time.TotalSeconds > 9 ? "freeze" : "short freeze", probe, begun);
        await PauseAsync(time);
        _sessions[node].Process.Thaw();
        return $"SIGSTOP of {node} for {time.TotalSeconds:0.0} s: answered after {await probing:0.0} s";
    }

    private async Task<string> CutAsync()
    {
        (string node, ChatId probe) = await PickAsync();
        TimeSpan time = TimeSpan.FromSeconds(_random.Next(4) switch { 0 => 30, 1 => 1 + (4 * _random.NextDouble()), _ => 8 + (6 * _random.NextDouble()) });
        long begun = Stopwatch.GetTimestamp();
        await _sessions[node].Host.CutAsync();
        Task<double> probing = ProbeAsync(time.TotalSeconds > 8 ? "cut" : "short cut", probe, begun);
        await PauseAsync(time);
        await _sessions[node].Host.JoinAsync();
        return $"the host of {node} cut off for {time.TotalSeconds:0.0} s: answered after {await probing:0.0} s";
    }

    private async Task<string> CutWebAsync()
    {
        TimeSpan time = TimeSpan.FromSeconds(1 + (12 * _random.NextDouble()));
        await _hosts[0].CutAsync();
        await PauseAsync(time);
        await _hosts[0].JoinAsync();
        return $"the host of web-b cut off for {time.TotalSeconds:0.0} s";
    }

    private async Task<string> KillBrokerAsync()
    {
        long begun = Stopwatch.GetTimestamp();
        await _world.Broker.KillAsync();
        await PauseAsync(TimeSpan.FromSeconds(_random.NextDouble() * 3));
        await _world.Broker.StartAgainAsync();
        double away = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double took = await ProbeAsync("broker back", Any(_probes), Stopwatch.GetTimestamp());
        return $"the broker killed, away for {away:0.0} s: answered {took:0.0} s later";
    }

    private async Task<string> RestartStoreAsync()
    {
        int how = _random.Next(3);
        if (how == 0) await _world.Postgres.KillAsync();
        else await _world.Postgres.StopAsync(how == 1 ? Postgres.TestKit.PostgresStop.Fast : Postgres.TestKit.PostgresStop.Immediate);
        await PauseAsync(TimeSpan.FromSeconds(_random.NextDouble() * 4));
        await _world.Postgres.StartAgainAsync();
        double took = await ProbeAsync("store back", Any(_probes), Stopwatch.GetTimestamp());
        return $"the store {(how switch { 0 => "killed", 1 => "stopped", _ => "stopped at once" })} and started: answered {took:0.0} s later";
    }

    // No person sees an error.
    private async Task<string> StopAsync()
    {
        await QuietAsync();
        (string node, _) = await PickAsync();
        long before = Stopwatch.GetTimestamp();
        long begun = Stopwatch.GetTimestamp();
        (await _sessions[node].Process.TerminateAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, _sessions[node].Process.Output);
        double took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await RestartAsync(node);
        _counts.ErrorsSince(before).ShouldBeEmpty($"errors were seen while {node} stopped");
        return $"{node} stopped within {took:0.0} s and started, no error";
    }

    private async Task<string> DrainAsync()
    {
        await QuietAsync();
        (string node, _) = await PickAsync();
        long before = Stopwatch.GetTimestamp();
        string said = await DrainAsync(node);
        await Verb.RunAsync(Webs[0].Home, "cluster", "drain", node, "--undo");
        _counts.ErrorsSince(before).ShouldBeEmpty($"errors were seen while {node} was drained");
        return $"{said.Split('\n')[^1]} No error";
    }

    // Refused as long as its web node does not see yet that another one has come back.
    private async Task<string> DrainAsync(string node)
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            (int status, string said) = await Verb.TryAsync(Webs[0].Home, "cluster", "drain", node);
            if (status == 0) return said.Trim();
            said.ShouldContain("is the only node that keeps chats");
            if (Stopwatch.GetElapsedTime(begun) > Patience) throw new TimeoutException($"No other node was seen within {Patience.TotalSeconds} s: {said}");
            await PauseAsync(TimeSpan.FromMilliseconds(250));
        }
    }

    // The one that was added is taken away by the next.
    private async Task<string> AddOrRemoveAsync()
    {
        await QuietAsync();
        long before = Stopwatch.GetTimestamp();
        if (_added is { } node)
        {
            _added = null;
            _sessions.Remove(node, out Session session);
            (await session.Process.TerminateAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, session.Process.Output);
            _counts.ErrorsSince(before).ShouldBeEmpty($"errors were seen while {node} left");
            return $"{node} taken away, no error";
        }

        await SettledAsync();
        _added = await AddSessionAsync();
        double took = await SettledAsync();
        Time("spread", took);
        _counts.ErrorsSince(before).ShouldBeEmpty($"errors were seen while {_added} was added");
        return $"{_added} added: spread after {took:0.0} s, no error";
    }

    private async Task<string> AddSessionAsync()
    {
        string node = $"session-{Interlocked.Increment(ref _lastSession)}";
        Host host = await _world.AddHostAsync();
        ChildProcess process = await _world.StartNodeAsync(node, host: host);
        lock (_sessions) _sessions[node] = new(host, process);
        return node;
    }

    private async Task RestartAsync(string node)
    {
        Host host = _sessions[node].Host;
        _sessions[node] = new(host, await _world.StartNodeAsync(node, host: host));
    }

    // What a fault before has left is over, and another node could take over: whatever is begun from now on succeeds.
    private async Task QuietAsync()
    {
        int errors;
        await Polling.UntilAsync(() => _sessions.Keys.All(_observer.Sees), "every session node is back");
        do
        {
            errors = _counts.Errors.Values.Sum();
            await PauseAsync(TimeSpan.FromSeconds(3));
        }
        while (_counts.Errors.Values.Sum() != errors);
    }

    // A chat that somebody has, and its session node.
    private async Task<(string Node, ChatId Probe)> PickAsync()
    {
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Patience)
        {
            ChatId probe = Any(_probes);
            if (await _observer.WhereAsync(probe) is { } node && _sessions.ContainsKey(node)) return (node, probe);
            await PauseAsync(TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException($"Nobody has any of {Probes} chats: {await DescribeAsync()}");
    }

    private async Task<double> ProbeAsync(string kind, ChatId chat, long begun)
    {
        CommandId id = Person.NewCommand();
        while (true)
        {
            try
            {
                if ((await _prober.DoAsync("Rename", new Web.Contracts.RenameRequest(id, chat, "Still here"))).Accepted) break;
            }
            catch (TimeoutException) when (Stopwatch.GetElapsedTime(begun) < Patience)
            {
                // Once more.
            }

            if (Stopwatch.GetElapsedTime(begun) > Patience) throw new TimeoutException($"{kind}: no answer within {Patience.TotalSeconds} s: {await DescribeAsync()}");
            await PauseAsync(TimeSpan.FromMilliseconds(20));
        }

        return Time(kind, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private double Time(string kind, double seconds)
    {
        lock (Times)
        {
            if (!Times.TryGetValue(kind, out List<double>? times)) Times[kind] = times = [];
            times.Add(seconds);
        }

        return seconds;
    }

    private T Any<T>(List<T> all) => all[_random.Next(all.Count)];

    private static async Task PauseAsync(TimeSpan time)
    {
        using PeriodicTimer timer = new(time + TimeSpan.FromMilliseconds(1));
        await timer.WaitForNextTickAsync();
    }

    private readonly record struct Session(Host Host, ChildProcess Process);
}
