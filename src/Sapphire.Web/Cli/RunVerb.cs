using System.Runtime.InteropServices;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Nodes;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Cluster.Messaging;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;
using Sapphire.Web.Certificates;
using Sapphire.Web.Hosting;
using Sapphire.Web.Ownership;
using Sapphire.Web.Rooms;

namespace Sapphire.Web.Cli;

/// <summary><c>run</c>.</summary>
internal static class RunVerb
{
    public static async Task<int> RunAsync(RunArguments arguments)
    {
        HomeFolder home = HomeFolder.Resolve(arguments.Home);

        (int status, (int Https, int Loopback)? restart) = await RunOnceAsync(arguments, home, ProcessImage.TakePorts());
        if (restart is { } ports)
        {
            // Everything is stored and given back; what remains of this process is its id.
            ProcessImage.Replace(ports);
        }

        return status;
    }

    private static async Task<(int Status, (int Https, int Loopback)? Restart)> RunOnceAsync(RunArguments arguments, HomeFolder home, (int Https, int Loopback)? ports)
    {
        // The lock first: a restore may replace the configuration until then.
        using HomeLock owned = SapphireHost.Take(home, TimeProvider.System);
        if (HomeRestore.IsInterrupted(home))
        {
            throw new CliException($"A restore of {home.Root} was interrupted just now. Start again: the next start ends it first.", ExitStatus.Home);
        }

        SapphireOptions options = NodeConfiguration.Read(home, arguments.Config, arguments.Overrides());
        SettingOverrides settings = NodeConfiguration.Settings(arguments.Set ?? []);
        Check(options);
        SharedStoreMark.Set(home, options);
        WebSettings web = WithPort(WebSettings.From(options), arguments.Port);
        if (ports is { } before)
        {
            web = web with { HttpsPort = before.Https, LoopbackPort = before.Loopback };
        }

        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, s => Stop(s, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, s => Stop(s, stop));

        SapphireHostOptions host = new()
        {
            Home = home,
            Lock = owned,
            Options = options,
            Web = web,
            ConsoleLog = true,
            Settings = settings,
            Report = ConfigReport.Create(NodeConfiguration.Load(home, arguments.Config, arguments.Overrides())),
        };
        try
        {
            if (NeedsStore(host))
            {
                await StoreWait.UntilThereAsync(host, stop.Token);
            }

            return host.Roles.HasFlag(NodeRole.Web) ? (ExitStatus.Ok, await RunPagesAsync(host, stop.Token)) : (await RunNodeAsync(host, stop.Token), null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (ExitStatus.Ok, null);
        }
    }

    /// <summary>Refuses what cannot work together.</summary>
    /// <exception cref="CliException">Says what to give.</exception>
    internal static void Check(SapphireOptions options)
    {
        ClusterOptions cluster = options.Cluster;
        if (cluster.Role.HasFlag(NodeRole.Room) && options.Room.Name.Length == 0)
        {
            throw new CliException("A node with the role room needs the name of its room: give --room kitchen (or sapphire.room.name).", ExitStatus.Configuration);
        }

        if (options.Room.Name.Length > 0 && (cluster.Role & (NodeRole.Room | NodeRole.Web)) == NodeRole.None)
        {
            throw new CliException($"This node is the room {options.Room.Name}, but has the roles {string.Join(',', cluster.RoleNames)} alone: give --roles {string.Join(',', cluster.RoleNames)},room.", ExitStatus.Configuration);
        }

        if (!cluster.HasBroker)
        {
            if (!cluster.Role.HasFlag(NodeRole.Web) || !cluster.Role.HasFlag(NodeRole.Session))
            {
                throw new CliException($"A node with the roles {string.Join(',', cluster.RoleNames)} alone needs others, and a broker that joins them: give --broker amqp://… (or sapphire.cluster.broker).", ExitStatus.Configuration);
            }

            return;
        }

        try
        {
            ClusterTransports.SettingsOf(cluster, CommandLine.Version).Checked();
            ClusterTransports.BrokerOf(cluster).Checked();
        }
        catch (ArgumentException e)
        {
            throw new CliException(e.Message, ExitStatus.Configuration, e);
        }

        if ((cluster.Role & (NodeRole.Web | NodeRole.Session)) != NodeRole.None && options.Storage.Kind != StorageKind.PostgreSql)
        {
            throw new CliException("Nodes that are joined by a broker share one database, and none is given: add --store postgres://… (or sapphire.storage). A file of one machine cannot be shared.", ExitStatus.Configuration);
        }
    }

    private static bool NeedsStore(SapphireHostOptions host) =>
        host.Options.Storage.Kind == StorageKind.PostgreSql && (host.Roles & (NodeRole.Web | NodeRole.Session)) != NodeRole.None;

    // The ports where a restart was asked for.
    private static async Task<(int Https, int Loopback)?> RunPagesAsync(SapphireHostOptions options, CancellationToken stop)
    {
        await using SapphireHost host = SapphireHost.Create(options);
        await host.StartAsync(stop);
        Print(host, options.Home, options.Options.Room);
        await EndAsync(host.Services, options.Options.Room, stop, host.Stopping);
        RestartControl restart = host.Services.GetRequiredService<RestartControl>();
        bool again = restart.IsRequested && !stop.IsCancellationRequested;
        await Console.Out.WriteLineAsync(again ? "Restarting …" : "Stopping …");
        await Console.Out.FlushAsync(CancellationToken.None);
        await host.StopAsync();
        return again ? (host.HttpsPort, host.LoopbackPort) : null;
    }

    private static async Task<int> RunNodeAsync(SapphireHostOptions options, CancellationToken stop)
    {
        await using NodeHost host = NodeHost.Create(options);
        await host.StartAsync(stop);
        TextWriter text = Console.Out;
        await text.WriteLineAsync($"Sapphire {CommandLine.Version} is ready.");
        await text.WriteLineAsync($"  Node:   {host.Services.GetRequiredService<IClusterTransport>().Self.Name} ({string.Join(", ", options.Options.Cluster.RoleNames)})");
        await text.WriteLineAsync($"  Broker: {ClusterTransports.BrokerOf(options.Options.Cluster)}");
        RoomOptions room = options.Options.Room;
        if (room.Name.Length > 0)
        {
            await text.WriteLineAsync($"  Room:   {room.Name} (microphone: {room.Microphone}, speaker: {room.Speaker})");
        }

        if (host.HealthAddress is { } health)
        {
            await text.WriteLineAsync($"  Health: {health}/healthz");
        }

        await text.WriteLineAsync($"  Home:   {options.Home.Root}");
        await text.WriteLineAsync();
        if (room.Name.Length > 0 && RoomConsole.Hint is { } hint)
        {
            await text.WriteLineAsync(hint);
        }

        await text.WriteLineAsync("Press Ctrl-C to stop.");
        await text.FlushAsync(CancellationToken.None);
        await EndAsync(host.Services, options.Options.Room, stop, host.Stopping);
        await text.WriteLineAsync("Stopping …");
        await host.StopAsync();
        return ExitStatus.Ok;
    }

    private static async Task EndAsync(IServiceProvider services, RoomOptions room, CancellationToken stop, CancellationToken stopping)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, stopping);
        if (room.Name.Length > 0)
        {
            _ = ReadKeysAsync(services, either.Token);
        }

        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = either.Token.Register(ended.SetResult);
        await ended.Task;
    }

    /// <summary><c>--port N</c>: https at N, http at N + 1; 0 takes two free ports.</summary>
    internal static WebSettings WithPort(WebSettings web, int? port) =>
        port is not { } n ? web : web with { HttpsPort = n, LoopbackPort = n == 0 ? 0 : n + 1 };

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        // The second signal is not held back: the default action ends the process at once.
        if (!stop.IsCancellationRequested)
        {
            signal.Cancel = true;
            _ = stop.CancelAsync();
        }
    }

    private static async Task ReadKeysAsync(IServiceProvider services, CancellationToken stopped)
    {
        try
        {
            await RoomConsole.ReadAsync(services.GetRequiredService<RoomDeviceControl>(), Console.Out, stopped);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The server stops, or its terminal is gone: the room goes on without keys.
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Sapphire.Web.Rooms").LogDebug(e, "The keys of the room are not read any more.");
        }
    }

    private static void Print(SapphireHost host, HomeFolder home, RoomOptions room)
    {
        TextWriter text = Console.Out;
        text.WriteLine($"Sapphire {CommandLine.Version} is ready.");
        text.WriteLine($"  On this machine:  {host.LoopbackAddress}");
        foreach (string address in host.HttpsAddresses)
        {
            text.WriteLine($"  From elsewhere:   {address}");
        }

        string fingerprint = CertificateEndpoints.Fingerprint(host.Services.GetRequiredService<ServerCertificates>().AuthorityDer);
        text.WriteLine($"  Its certificate:  {host.HttpsAddresses.First()}/certificate");
        text.WriteLine($"                    SHA-256 {fingerprint}");
        text.WriteLine($"  Home:             {home.Root}");
        if (room.Name.Length > 0)
        {
            text.WriteLine($"  Room:             {room.Name} (microphone: {room.Microphone}, speaker: {room.Speaker})");
        }

        if (host.SetupToken is { } token)
        {
            text.WriteLine();
            text.WriteLine("There is no password yet. Set it on this machine at the address above, or from elsewhere once with");
            foreach (string address in host.HttpsAddresses)
            {
                text.WriteLine($"  {address}/setup?link={token}");
            }
        }

        text.WriteLine();
        if (room.Name.Length > 0 && RoomConsole.Hint is { } hint)
        {
            text.WriteLine(hint);
        }

        text.WriteLine("Press Ctrl-C to stop.");
        text.Flush();
    }
}
