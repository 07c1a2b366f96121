using System.Net;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Operations;
using Sapphire.Persistence.Documents;
using Sapphire.Web.Cli;
using Sapphire.Web.Metrics;
using Sapphire.Web.Security;
using Sapphire.Web.ServiceRegistration;

namespace Sapphire.Web.Hosting;

/// <summary>A node of a cluster without pages: the actors of its roles, and, where a port is given for it, health and metrics on this machine. Loads no web server otherwise.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private readonly SapphireHostOptions _options;
    private readonly OwnedHost<IHost> _owned;

    private NodeHost(SapphireHostOptions options, OwnedHost<IHost> owned)
    {
        _options = options;
        _owned = owned;
    }

    /// <summary>Everything that is registered.</summary>
    public IServiceProvider Services => _owned.Host.Services;

    /// <summary>The address of health and metrics; null where there is none.</summary>
    public string? HealthAddress => (_owned.Host as WebApplication)?.Urls.FirstOrDefault();

    /// <summary>Cancelled when somebody asked the node to stop.</summary>
    public CancellationToken Stopping => Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>Takes the home and builds the node.</summary>
    /// <exception cref="CliException">Another process holds the home.</exception>
    /// <exception cref="IOException">The home cannot be written, or a file in it is damaged.</exception>
    public static NodeHost Create(SapphireHostOptions options) => new(options, OwnedHost<IHost>.Create(options, Build));

    /// <summary>Starts everything.</summary>
    /// <exception cref="CliException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _owned.Host.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException && _options.Options.Cluster.HealthPort > 0)
        {
            throw new CliException($"Port {_options.Options.Cluster.HealthPort}, for health and metrics, cannot be used: {e.GetBaseException().Message} Choose another one: sapphire.cluster.health-port.", ExitStatus.Failed, e);
        }

        _owned.Announce(HealthAddress is { } address ? [address] : []);
    }

    /// <summary>Hands over what the node has, and stops everything.</summary>
    public Task StopAsync() => _owned.StopAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _owned.DisposeAsync();

    private static IHost Build(SapphireHostOptions options, ILoggerFactory logging)
    {
        if (options.Options.Cluster.HealthPort == 0)
        {
            HostApplicationBuilder plain = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Sapphire" });
            AddServices(plain.Services, options, logging);
            return plain.Build();
        }

        return BuildWithHealth(options, logging);
    }

    // Apart, so that a node without a port does not even load the web server.
    private static WebApplication BuildWithHealth(SapphireHostOptions options, ILoggerFactory logging)
    {
        MetricsCollector metrics = new();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Sapphire" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Options.Cluster.HealthPort, Listener.Loopback.Mark));
        AddServices(builder.Services, options, logging);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHealthPart, BrokerHealth>();
        if (options.Options.SharesState)
        {
            builder.Services.AddSingleton<IHealthPart, JournalHealth>();
            builder.Services.AddSingleton<IHealthPart, StoreHealth>();
        }

        builder.Services.AddSingleton(_ => metrics);
        WebApplication app = builder.Build();
        app.UseRouting();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }

    private static void AddServices(IServiceCollection services, SapphireHostOptions options, ILoggerFactory logging)
    {
        services.AddSapphireBasics(options.Home, options.Options, options.Time, logging);
        services.AddSingleton(options.Settings);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = options.Web.ShutdownTimeout);
        services.AddNode(options.Options, CommandLine.Version, options.Transport);
        services.AddOperations(options.Options, CommandLine.Version);
        if (options.Roles.HasFlag(NodeRole.Session))
        {
            // Before anything is started: what is wrong with the store or the secret is told as such.
            NodeDocuments documents = SharedDocuments.Open(options.Home, options.Options, options.Time, logging);
            services.AddSingleton(_ => documents);
            services.AddSingleton(provider => PasswordStore.Open(provider.GetRequiredService<NodeDocuments>().Password(), PasswordHashing.Default));
            services.AddAssistant(options.Options, options.Roles);
        }
        else
        {
            services.AddOuterNode(options.Options, options.Roles);
        }

        options.Services?.Invoke(services);
    }
}
