using Sapphire.Actors.Configuration;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Nodes;
using Sapphire.Persistence.Files;
using Sapphire.Web.Cli;
using Sapphire.Web.Logging;
using Sapphire.Web.ServiceRegistration;

namespace Sapphire.Web.Hosting;

/// <summary>The assistant without a web server, for a verb that owns the home.</summary>
internal sealed class AssistantProcess : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ILoggerFactory _logging;

    private AssistantProcess(IHost host, ILoggerFactory logging)
    {
        _host = host;
        _logging = logging;
    }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts the actors. The caller holds the lock of the home.</summary>
    public static async Task<AssistantProcess> StartAsync(HomeFolder home, CancellationToken cancellationToken)
    {
        SapphireOptions options = NodeConfiguration.Read(home);
        if (options.Cluster.HasBroker)
        {
            // For a moment a node more, which keeps nothing: the chats stay where they are.
            string node = ClusterTransports.SettingsOf(options.Cluster, CommandLine.Version).NodeName;
            options = options with { Cluster = options.Cluster with { Role = NodeRole.Web, Node = $"{node[..Math.Min(node.Length, 50)]}-{Environment.ProcessId}" } };
        }

        NodeLogging logging = FileLogging.Create(home, options.Log, console: true);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Sapphire" });
        builder.Services.AddSapphireBasics(home, options, TimeProvider.System, logging);
        builder.Services.AddSingleton(NodeConfiguration.Settings([]));
        builder.Services.AddSingleton(_ => SharedDocuments.Open(home, options, TimeProvider.System, logging));
        builder.Services.AddNode(options, CommandLine.Version);
        builder.Services.AddAssistant(options);
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new(host, logging);
        }
        catch
        {
            host.Dispose();
            logging.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        _logging.Dispose();
    }
}
