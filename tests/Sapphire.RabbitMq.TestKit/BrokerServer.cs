using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sapphire.RabbitMq.TestKit;

/// <summary>
/// A private RabbitMQ for tests and benchmarks, on loopback with free ports, with and without TLS. It may be stopped, killed and
/// started again. Nothing of it outlives the process that made it, not even after kill -9: a keeper, a shell that waits for the end
/// of its input, then stops the broker and its port mapper (epmd), and removes its files.
/// </summary>
public sealed class BrokerServer : IAsyncDisposable
{
    /// <summary>The user.</summary>
    public const string User = "sapphire";

    /// <summary>Its password.</summary>
    public const string Password = "a pass:word/of@tests";

    // The input ends when the owner does. In a session of its own and deaf to polite signals: what ends a whole group (timeout, Ctrl+C)
    // must not end the keeper with its owner. $1 the folder, $2 the port of epmd.
    private const string Keeper = """
        trap '' HUP INT TERM
        cat >/dev/null
        if pid=$(cat "$1/group" 2>/dev/null); then
          kill -KILL "-$pid" 2>/dev/null
          for i in $(seq 40); do kill -0 "-$pid" 2>/dev/null || break; sleep 0.05; done
        fi
        for i in $(seq 60); do
          HOME="$1/home" ERL_EPMD_PORT="$2" epmd -kill >/dev/null 2>&1 || true
          HOME="$1/home" ERL_EPMD_PORT="$2" epmd -names >/dev/null 2>&1 || break
          sleep 0.05
        done
        rm -rf "$1"
        """;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(90);
    private static readonly Lock SharedLock = new();
    private static Task<BrokerServer>? _shared;

    private readonly string _script;
    private readonly Process _keeper;
    private readonly int _distributionPort = FreePort();
    private readonly int _epmdPort;
    private Process? _server;

    private BrokerServer(string script, string folder, int epmdPort, Process keeper, IPAddress address)
    {
        _script = script;
        Address = address;
        Folder = folder;
        _epmdPort = epmdPort;
        _keeper = keeper;
    }

    /// <summary>One broker for all tests of this process, which ends with it. Tests tell their queues apart by a prefix.</summary>
    public static Task<BrokerServer> SharedAsync()
    {
        lock (SharedLock)
        {
            return _shared ??= StartAsync();
        }
    }

    /// <summary>A further address at which it listens, without TLS; 127.0.0.1 where there is none.</summary>
    public IPAddress Address { get; }

    /// <summary>The AMQP port on 127.0.0.1. It stays the same over restarts.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The AMQP port with TLS.</summary>
    public int TlsPort { get; } = FreePort();

    /// <summary>The folder of the broker's files.</summary>
    public string Folder { get; }

    /// <summary>The authority that signed the broker's certificate, as a PEM file.</summary>
    public string Authority => Path.Combine(Folder, BrokerCertificates.Authority);

    /// <summary>An authority that signed nothing.</summary>
    public string OtherAuthority => Path.Combine(Folder, BrokerCertificates.OtherAuthority);

    /// <summary>A certificate for a client, signed by the authority.</summary>
    public string ClientCertificate => Path.Combine(Folder, BrokerCertificates.Client);

    /// <summary>Its key.</summary>
    public string ClientKey => Path.Combine(Folder, BrokerCertificates.ClientKey);

    /// <summary>The address, with user and password.</summary>
    public string Uri => UriAt(Port);

    /// <summary>The address with TLS.</summary>
    public string TlsUri => $"amqps://{System.Uri.EscapeDataString(User)}:{System.Uri.EscapeDataString(Password)}@localhost:{Text(TlsPort)}";

    /// <summary>What the broker has logged.</summary>
    public string Log => string.Concat(Directory.Exists(Path.Combine(Folder, "log")) ? Directory.GetFiles(Path.Combine(Folder, "log")).Select(File.ReadAllText) : []);

    /// <summary>The address by way of another port: of a <see cref="BrokerProxy"/>.</summary>
    public static string UriAt(int port) => UriAt(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>The address as it is seen from elsewhere.</summary>
    public static string UriAt(IPEndPoint address) => $"amqp://{System.Uri.EscapeDataString(User)}:{System.Uri.EscapeDataString(Password)}@{address}";

    /// <summary>Makes a broker and starts it: 6 to 12 seconds.</summary>
    /// <param name="address">A further address at which it listens.</param>
    /// <param name="certificates">Writes the certificates into a folder, under the names of the usual ones.</param>
    /// <exception cref="InvalidOperationException">RabbitMQ is not installed, or does not start; the message says why.</exception>
    public static async Task<BrokerServer> StartAsync(IPAddress? address = null, Func<string, Task>? certificates = null)
    {
        string script = Find();
        string folder = Directory.CreateTempSubdirectory("sapphire-rabbitmq-").FullName;
        int epmdPort = FreePort();
        ProcessStartInfo keeper = new("setsid", ["sh", "-c", Keeper, "sapphire-rabbitmq-keeper", folder, Text(epmdPort)]) { RedirectStandardInput = true, UseShellExecute = false };
        BrokerServer server = new(script, folder, epmdPort, Process.Start(keeper)!, address ?? IPAddress.Loopback);
        try
        {
            await server.CreateAsync(certificates ?? BrokerCertificates.WriteAsync);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the broker on the same ports after a stop or a kill; returns when it accepts connections.</summary>
    public async Task StartAgainAsync()
    {
        ProcessStartInfo info = new("sh", ["-c", "exec setsid \"$0\" >\"$1\" 2>&1 </dev/null", _script, Path.Combine(Folder, "out")]) { UseShellExecute = false, WorkingDirectory = Folder };
        foreach ((string name, string value) in Environment()) info.Environment[name] = value;
        _server = Process.Start(info)!;
        await File.WriteAllTextAsync(Path.Combine(Folder, "group"), Text(_server.Id));
        long begun = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        while (!await AcceptsAsync(Port) || !await AcceptsAsync(TlsPort))
        {
            if (_server.HasExited || Stopwatch.GetElapsedTime(begun) > LongestStart)
            {
                throw new InvalidOperationException($"RabbitMQ did not start in {LongestStart.TotalSeconds} s: {await File.ReadAllTextAsync(Path.Combine(Folder, "out"))}{Log}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Stops the broker properly: 2 to 3 seconds.</summary>
    public Task StopAsync() => EndAsync("-TERM", Text(Running().Id));

    /// <summary>kill -9 of the broker: a crash.</summary>
    public Task KillAsync() => EndAsync("-KILL", "-" + Text(Running().Id));

    /// <summary>Freezes the broker (SIGSTOP).</summary>
    public Task FreezeAsync() => SignalAsync("-STOP", "-" + Text(Running().Id));

    /// <summary>Lets a frozen broker go on.</summary>
    public Task ThawAsync() => SignalAsync("-CONT", "-" + Text(Running().Id));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _server?.Dispose();
    }

    private static string Find()
    {
        string[] versions = Directory.Exists("/usr/lib/rabbitmq/lib") ? Directory.GetDirectories("/usr/lib/rabbitmq/lib", "rabbitmq_server-*") : [];
        return versions.OrderDescending(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "sbin", "rabbitmq-server")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("RabbitMQ is not installed, and these tests start a broker of their own. Run ./sapphire setup --tests, or: apt-get install rabbitmq-server");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Below the range from which the system takes ports for outgoing connections: it must be free again after a restart too.
    private static int FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task SignalAsync(string signal, string target)
    {
        using Process kill = Process.Start("kill", [signal, "--", target]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0) throw new InvalidOperationException($"kill {signal} -- {target} ended with {kill.ExitCode}.");
    }

    private Process Running() => _server is { HasExited: false } ? _server : throw new InvalidOperationException("The broker does not run.");

    private async Task EndAsync(string signal, string target)
    {
        Process server = Running();
        await SignalAsync(signal, target);
        await server.WaitForExitAsync();

        // The shell has ended; the node behind it holds the port for a moment longer.
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        long begun = Stopwatch.GetTimestamp();
        while (await AcceptsAsync(Port))
        {
            if (Stopwatch.GetElapsedTime(begun) > LongestStart) throw new InvalidOperationException("The broker did not end.");
            await timer.WaitForNextTickAsync();
        }
    }

    private IEnumerable<(string Name, string Value)> Environment() =>
    [
        ("HOME", Path.Combine(Folder, "home")),
        ("RABBITMQ_NODENAME", string.Create(CultureInfo.InvariantCulture, $"t{Port}@localhost")),
        ("RABBITMQ_DIST_PORT", Text(_distributionPort)),
        ("ERL_EPMD_PORT", Text(_epmdPort)),
        ("ERL_EPMD_ADDRESS", "127.0.0.1"),
        ("RABBITMQ_MNESIA_BASE", Path.Combine(Folder, "mnesia")),
        ("RABBITMQ_LOG_BASE", Path.Combine(Folder, "log")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(Folder, "plugins")),
        ("RABBITMQ_CONFIG_FILE", Path.Combine(Folder, "none")),
        ("RABBITMQ_ADVANCED_CONFIG_FILE", Path.Combine(Folder, "advanced.config")),
        ("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
        ("RABBITMQ_PID_FILE", Path.Combine(Folder, "pid")),
        ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
    ];

    private async Task CreateAsync(Func<string, Task> certificates)
    {
        foreach (string name in (string[])["home", "mnesia", "log"]) Directory.CreateDirectory(Path.Combine(Folder, name));
        string cookie = Path.Combine(Folder, "home", ".erlang.cookie");
        await File.WriteAllTextAsync(cookie, Guid.NewGuid().ToString("N"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        await File.WriteAllTextAsync(Path.Combine(Folder, "plugins"), "[].\n");
        await certificates(Folder);
        string Of(string name) => Path.Combine(Folder, name);
        IEnumerable<IPAddress> addresses = new[] { IPAddress.Loopback, Address }.Distinct();
        string listeners = string.Join(", ", addresses.Select(address => $$"""{"{{address}}", {{Text(Port)}}}"""));
        await File.WriteAllTextAsync(Path.Combine(Folder, "advanced.config"), $$$"""
            [{rabbit, [{tcp_listeners, [{{{listeners}}}]}, {ssl_listeners, [{"127.0.0.1", {{{Text(TlsPort)}}}}]},
              {ssl_options, [{cacertfile, "{{{Authority}}}"}, {certfile, "{{{Of(BrokerCertificates.Broker)}}}"}, {keyfile, "{{{Of(BrokerCertificates.BrokerKey)}}}"},
                {verify, verify_peer}, {fail_if_no_peer_cert, false}]},
              {default_user, <<"{{{User}}}">>}, {default_pass, <<"{{{Password}}}">>},
              {log, [{console, [{enabled, false}]}, {file, [{level, warning}]}]},
              {vm_memory_high_watermark, {absolute, 1073741824}}, {disk_free_limit, 50000000}]}].

            """);
    }
}
