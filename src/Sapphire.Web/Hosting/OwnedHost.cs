using Sapphire.Web.Cli;
using Sapphire.Web.Logging;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Hosting;

/// <summary>
/// A host and the home that it owns. Lock and log are there before it, the control socket after it; a stop goes the other way, so
/// that whoever finds the home free finds everything stored.
/// </summary>
internal sealed class OwnedHost<THost> : IAsyncDisposable
    where THost : class, IHost
{
    private readonly SapphireHostOptions _options;
    private readonly HomeLock _lock;
    private readonly ILoggerFactory _logging;
    private ControlServer? _control;
    private bool _stopped;

    private OwnedHost(SapphireHostOptions options, HomeLock owned, ILoggerFactory logging, THost host)
    {
        _options = options;
        _lock = owned;
        _logging = logging;
        Host = host;
    }

    /// <summary>The host.</summary>
    public THost Host { get; }

    /// <summary>Takes the home and builds the host.</summary>
    /// <exception cref="CliException">Another process holds the home.</exception>
    /// <exception cref="IOException">The home cannot be written, or a file in it is damaged.</exception>
    public static OwnedHost<THost> Create(SapphireHostOptions options, Func<SapphireHostOptions, NodeLogging, THost> build)
    {
        HomeLock owned = options.Lock ?? SapphireHost.Take(options.Home, options.Time);
        NodeLogging? logging = null;
        try
        {
            logging = FileLogging.Create(options.Home, options.Options.Log, options.ConsoleLog);
            return new(options, owned, logging, build(options, logging));
        }
        catch
        {
            logging?.Dispose();
            owned.Dispose();
            throw;
        }
    }

    /// <summary>After the host has started: answers the control socket, and tells others where the node is.</summary>
    public void Announce(IReadOnlyList<string> addresses)
    {
        _control = ControlServer.Start(_options.Home, new ControlHandler(_lock, Host.Services).HandleAsync, _logging.CreateLogger<ControlServer>());
        _lock.Announce(addresses);
    }

    /// <summary>Stops everything within <see cref="WebSettings.ShutdownTimeout"/>.</summary>
    public async Task StopAsync()
    {
        // A second stop would stop every hosted service a second time.
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        if (_control is { } control)
        {
            await control.DisposeAsync();
        }

        await Host.StopAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        _logging.Dispose();
        _lock.Dispose();
    }
}
