using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Sapphire.Actors.Ids;
using Sapphire.Postgres.TestKit;
using Sapphire.RabbitMq.TestKit;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;
using Sapphire.Web.TestKit.Network;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>
/// A cluster of real processes: a broker, a database, a model server, and nodes by role, each with its own home and free ports, on this
/// machine or on a <see cref="Host"/> whose cable can be pulled. Other brokers and databases than the ones it starts may be put in
/// their place, to cut or to kill them.
/// </summary>
internal sealed class ClusterWorld : IAsyncDisposable
{
    /// <summary>The secret of every cluster.</summary>
    public const string Secret = "the secret of a cluster of tests, long enough";

    /// <summary>A folder into which the nodes' logs are copied at the end.</summary>
    public const string LogsVariable = "SAPPHIRE_TEST_LOGS";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly Lock SharedLock = new();
    private static Task<(BrokerServer Broker, PostgresServer Postgres)>? _shared;
    private static int _told;
    private readonly TemporaryFolder _homes = new();
    private readonly List<Host> _hosts = [];
    private readonly List<IAsyncDisposable> _nodes = [];
    private readonly string _prefix = $"t{Guid.NewGuid().ToString("N")[..12]}";
    private readonly bool _ownsServers;
    private readonly HostNetwork _network;

    private ClusterWorld(HostNetwork network, BrokerServer broker, PostgresServer postgres, string store, ScriptedServer provider, bool ownsServers)
    {
        _network = network;
        Broker = broker;
        Postgres = postgres;
        Store = store;
        Provider = provider;
        _ownsServers = ownsServers;
    }

    /// <summary>The broker.</summary>
    public BrokerServer Broker { get; }

    /// <summary>The database server.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The database's address, as <c>--store</c> takes it.</summary>
    public string Store { get; }

    /// <summary>The models of every node, after <see cref="UseProviderAsync"/>.</summary>
    public ScriptedServer Provider { get; }

    /// <summary>A cluster without nodes.</summary>
    /// <param name="ownServers">True for a broker and a database server of its own, which may be killed; they take some ten seconds.</param>
    public static async Task<ClusterWorld> StartAsync(bool ownServers = false)
    {
        HostNetwork network = await HostNetwork.SharedAsync();
        if (network.Refusal is { } refusal && Interlocked.Exchange(ref _told, 1) == 0)
        {
            TestContext.Current.AddWarning($"There are no network namespaces here ({refusal}): hosts share this machine's loopback, and cables are proxies.");
        }

        (BrokerServer broker, PostgresServer postgres) = await (ownServers ? StartServersAsync(network) : SharedServersAsync(network));
        NpgsqlConnectionStringBuilder database = new(await postgres.NewDatabaseAsync());
        string store = StoreAt(new(IPAddress.Loopback, postgres.Port), database.Database!);
        return new(network, broker, postgres, store, await ScriptedServer.StartAsync(address: network.Address), ownServers);
    }

    /// <summary>How many events a chat has.</summary>
    public async Task<long> EventsAsync(ChatId chat)
    {
        await using NpgsqlConnection connection = new(Postgres.ConnectionString(Store[(Store.LastIndexOf('/') + 1)..]) + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("SELECT count(*) FROM journal WHERE persistence_id = $1", connection) { Parameters = { new() { Value = $"chat-{chat}" } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Adds a machine to the network; it goes with this world.</summary>
    public async Task<Host> AddHostAsync()
    {
        Host host = await _network.AddAsync();
        _hosts.Add(host);
        return host;
    }

    /// <summary>What starts a node on a machine of its own, to be changed before it is used.</summary>
    public SapphireServer.Launch LaunchOn(Host host, string node, string roles) =>
        Launch(node, roles, BrokerServer.UriAt(host.Reach(Broker.Port)), StoreAt(host.Reach(Postgres.Port), Store[(Store.LastIndexOf('/') + 1)..])) with
        {
            Wrapper = host.Wrapper,
            Address = _network.Refusal is null ? host.Address : null,
        };

    /// <summary>Joins the cluster as one who only looks.</summary>
    public async Task<ClusterObserver> ObserveAsync() => Keep(await ClusterObserver.JoinAsync(Broker.Uri, _prefix));

    /// <summary>The home of a node.</summary>
    public string HomeOf(string node) => Path.Combine(_homes.Path, node);

    /// <summary>What starts a node, to be changed before it is used.</summary>
    public SapphireServer.Launch Launch(string node, string roles, string? broker = null, string? store = null)
    {
        string home = HomeOf(node);
        Directory.CreateDirectory(home);
        if (!File.Exists(Path.Combine(home, "sapphire.conf")))
        {
            File.WriteAllText(Path.Combine(home, "sapphire.conf"), $"sapphire.cluster.prefix = {_prefix}\nsapphire.log.level = debug\n");
        }

        string[] shared = roles is "room" or "stt" or "tts" ? [] : ["--store", store ?? Store];
        return new(
            home,
            [],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["SAPPHIRE_CLUSTER_SECRET"] = Secret },
            ["--roles", roles, "--broker", broker ?? Broker.Uri, "--node", node, .. shared]);
    }

    /// <summary>A node with pages, ready.</summary>
    public async Task<SapphireServer> StartWebAsync(string node = "web-a", string roles = "web", Func<SapphireServer.Launch, SapphireServer.Launch>? change = null, Host? host = null)
    {
        SapphireServer.Launch launch = host is null ? Launch(node, roles) : LaunchOn(host, node, roles);
        return Keep(await SapphireServer.StartAsync(change?.Invoke(launch) ?? launch));
    }

    /// <summary>A node without pages, ready.</summary>
    public async Task<ChildProcess> StartNodeAsync(string node, string roles = "session", Func<SapphireServer.Launch, SapphireServer.Launch>? change = null, Host? host = null)
    {
        SapphireServer.Launch launch = host is null ? Launch(node, roles) : LaunchOn(host, node, roles);
        ChildProcess process = Begin(change?.Invoke(launch) ?? launch);
        await process.WaitForOutputAsync(static text => text.Contains("Press Ctrl-C", StringComparison.Ordinal), StartPatience);
        return process;
    }

    /// <summary>Starts a node, and does not wait.</summary>
    public ChildProcess Begin(SapphireServer.Launch launch) => Keep(SapphireServer.Begin(launch));

    /// <summary>Makes <see cref="Provider"/> the model of all nodes, by way of a node's page.</summary>
    public async Task UseProviderAsync(SapphireServer web)
    {
        await web.LoginAsync();
        using HttpResponseMessage answer = await web.SendAsync(HttpMethod.Put, "api/models/providers/p1", new { name = "Provider", url = Provider.Url, model = "scripted", enabled = true });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The same browser at another node: its cookies, by the names of the other node's port. Behind one address both have the same port.</summary>
    public static void CopyLogin(SapphireServer from, SapphireServer to)
    {
        foreach (Cookie cookie in from.Cookies.GetCookies(from.Address))
        {
            string name = cookie.Name.Replace($"-{from.Address.Port}", $"-{to.Address.Port}", StringComparison.Ordinal);
            to.Cookies.Add(to.Address, new Cookie(name, cookie.Value, cookie.Path));
        }
    }

    /// <summary>What <c>/api/session</c> says of the visitor: <c>setup</c>, <c>login</c>, <c>ready</c>.</summary>
    public static async Task<string> SessionStateAsync(SapphireServer web) =>
        (await web.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("api/session")).GetProperty("state").GetString()!;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
        foreach (Host host in _hosts)
        {
            await host.DisposeAsync();
        }

        KeepLogs();
        await Provider.DisposeAsync();
        if (_ownsServers)
        {
            await Broker.DisposeAsync();
            await Postgres.DisposeAsync();
        }

        _homes.Dispose();
    }

    private static async Task<(BrokerServer Broker, PostgresServer Postgres)> StartServersAsync(HostNetwork network)
    {
        Task<BrokerServer> broker = BrokerServer.StartAsync(network.Address);
        PostgresServer postgres = await PostgresServer.StartAsync(new() { Address = network.Address });
        return (await broker, postgres);
    }

    private static Task<(BrokerServer Broker, PostgresServer Postgres)> SharedServersAsync(HostNetwork network)
    {
        lock (SharedLock)
        {
            return _shared ??= StartServersAsync(network);
        }
    }

    private static string StoreAt(IPEndPoint server, string database) => $"postgres://{PostgresServer.User}@{server}/{database}";

    // To look at after a failure.
    private void KeepLogs()
    {
        if (Environment.GetEnvironmentVariable(LogsVariable) is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (string log in Directory.GetFiles(_homes.Path, "*.log", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, _prefix, Path.GetRelativePath(_homes.Path, log));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(log, target);
        }
    }

    private T Keep<T>(T node)
        where T : IAsyncDisposable
    {
        _nodes.Add(node);
        return node;
    }
}
