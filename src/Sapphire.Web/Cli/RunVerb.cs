using System.Runtime.InteropServices;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Rooms.Devices;
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
    public static async Task<int> RunAsync(string? homePath, int? port, string? room)
    {
        HomeFolder home = HomeFolder.Resolve(homePath);

        // The lock first: a restore may replace the configuration until then.
        using HomeLock owned = SapphireHost.Take(home, TimeProvider.System);
        if (HomeRestore.IsInterrupted(home))
        {
            throw new CliException($"A restore of {home.Root} was interrupted just now. Start again: the next start ends it first.", ExitStatus.Home);
        }

        SapphireOptions options = NodeConfiguration.Read(home);
        if (room is not null)
        {
            options = options with { Room = options.Room with { Name = room } };
        }

        WebSettings web = WithPort(WebSettings.From(options), port);
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, s => Stop(s, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, s => Stop(s, stop));

        await using SapphireHost host = SapphireHost.Create(new() { Home = home, Lock = owned, Options = options, Web = web, ConsoleLog = true });
        try
        {
            await host.StartAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitStatus.Ok;
        }

        Print(host, home, options.Room);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, host.Stopping);
        if (options.Room.Name.Length > 0)
        {
            _ = ReadKeysAsync(host, either.Token);
        }

        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = either.Token.Register(ended.SetResult);
        await ended.Task;
        await Console.Out.WriteLineAsync("Stopping …");
        await host.StopAsync();
        return ExitStatus.Ok;
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

    private static async Task ReadKeysAsync(SapphireHost host, CancellationToken stopped)
    {
        try
        {
            await RoomConsole.ReadAsync(host.Services.GetRequiredService<RoomDeviceControl>(), Console.Out, stopped);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The server stops, or its terminal is gone: the room goes on without keys.
            host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Sapphire.Web.Rooms").LogDebug(e, "The keys of the room are not read any more.");
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
