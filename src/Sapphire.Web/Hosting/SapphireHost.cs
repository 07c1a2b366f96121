using System.Net;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Operations;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;
using Sapphire.Web.Backups;
using Sapphire.Web.Certificates;
using Sapphire.Web.Cli;
using Sapphire.Web.Dashboard;
using Sapphire.Web.Hub;
using Sapphire.Web.Json;
using Sapphire.Web.Logging;
using Sapphire.Web.Metrics;
using Sapphire.Web.Ownership;
using Sapphire.Web.Page;
using Sapphire.Web.Security;
using Sapphire.Web.ServiceRegistration;

namespace Sapphire.Web.Hosting;

/// <summary>
/// The server: the composition root. Order of a start: lock, log, secrets, services, listeners, control socket; a stop goes
/// the other way (<see cref="OwnedHost{THost}"/>).
/// </summary>
internal sealed class SapphireHost : IAsyncDisposable
{
    private readonly SapphireHostOptions _options;
    private readonly OwnedHost<WebApplication> _owned;

    private SapphireHost(SapphireHostOptions options, OwnedHost<WebApplication> owned)
    {
        _options = options;
        _owned = owned;
    }

    /// <summary>Everything that is registered.</summary>
    public IServiceProvider Services => _owned.Host.Services;

    /// <summary>The https port; 0 before the start.</summary>
    public int HttpsPort { get; private set; }

    /// <summary>The http port of 127.0.0.1; 0 before the start.</summary>
    public int LoopbackPort { get; private set; }

    /// <summary>The token of the one-time link; null when the setup is done.</summary>
    public string? SetupToken => Services.GetRequiredService<PasswordStore>().IsSet ? null : Services.GetRequiredService<SetupLink>().Token;

    /// <summary>Cancelled when somebody asked the server to stop.</summary>
    public CancellationToken Stopping => _owned.Host.Lifetime.ApplicationStopping;

    /// <summary>The https addresses by which other machines reach the server.</summary>
    public IEnumerable<string> HttpsAddresses =>
        Addresses().Select(a => $"https://{(a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{a}]" : a)}:{HttpsPort}");

    /// <summary>The address for a browser on this machine.</summary>
    public string LoopbackAddress => $"http://127.0.0.1:{LoopbackPort}";

    /// <summary>Takes the home for a server.</summary>
    /// <exception cref="CliException">Another process holds the home.</exception>
    /// <exception cref="IOException">The home cannot be written.</exception>
    public static HomeLock Take(HomeFolder home, TimeProvider time) => HomeLock.TryTake(home, "run", time) ?? throw Held(home);

    /// <summary>Takes the home and builds the server.</summary>
    /// <exception cref="CliException">Another process holds the home.</exception>
    /// <exception cref="IOException">The home cannot be written, or a file in it is damaged.</exception>
    public static SapphireHost Create(SapphireHostOptions options) => new(options, OwnedHost<WebApplication>.Create(options, Build));

    /// <summary>Starts everything; listens when it completes.</summary>
    /// <exception cref="CliException">A port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _owned.Host.StartAsync(cancellationToken);
        }
        catch (Exception e) when (ListenProblem.Describe(e, _options.Web) is not null)
        {
            throw ListenProblem.Describe(e, _options.Web)!;
        }

        int[] ports = [.. _owned.Host.Urls.Select(u => BindingAddress.Parse(u)).OrderBy(a => a.Scheme.Length).Select(a => a.Port)];
        LoopbackPort = ports[0];
        HttpsPort = ports[1];
        _owned.Announce([.. HttpsAddresses, LoopbackAddress]);
    }

    /// <summary>Stops everything within <see cref="WebSettings.ShutdownTimeout"/>.</summary>
    public Task StopAsync() => _owned.StopAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _owned.DisposeAsync();

    private static CliException Held(HomeFolder home) =>
        new($"The home {home.Root} is held by {HomeLock.ReadOwner(home)?.ToString() ?? "another process"}. Use that one, stop it (Ctrl-C there), or choose another home with --home DIR and other ports with --port N.", ExitStatus.HomeHeld);

    private IPAddress[] Addresses()
    {
        IPAddress bound = _options.Web.HttpsAddress;
        if (!bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any))
        {
            return [bound];
        }

        IPAddress[] reachable = [.. Services.GetRequiredService<ServerCertificates>().Names.Reachable.Where(a => bound.Equals(IPAddress.IPv6Any) || a.AddressFamily == bound.AddressFamily)];
        return reachable.Length > 0 ? reachable : [IPAddress.Loopback];
    }

    private static WebApplication Build(SapphireHostOptions options, NodeLogging logging)
    {
        HomeFolder home = options.Home;
        TimeProvider time = options.Time;
        PasswordHashing hashing = new(options.Web.PasswordCost, !BCrypt.IsAvailable);
        NodeDocuments documents = SharedDocuments.Open(home, options.Options, time, logging);
        PasswordStore passwords = PasswordStore.Open(documents.Password(), hashing);
        EndedLogins ended = EndedLogins.Open(documents.Secret(EndedLogins.DocumentName), time, options.Web.Login.Session);
        ServerCertificates certificates = ServerCertificates.Open(
            home, time, options.Names ?? (() => LocalNames.Read(options.Web.HostNames)), logging.CreateLogger<ServerCertificates>());

        // From now on: what the stores measure when they open belongs to it.
        MetricsCollector metrics = new();

        // Empty, not slim: no configuration files to watch, no console log, no environment variables that move listeners.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Sapphire.Web", ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options.Web, certificates));
        IServiceCollection services = builder.Services;
        services.AddSapphireBasics(home, options.Options, time, logging);
        services.AddSingleton(options.Settings);
        if (options.Report is { } report)
        {
            services.AddSingleton(report);
        }

        services.AddSingleton(_ => documents);
        services.AddRoutingCore();
        services.AddCookieLogin(home, documents, passwords, ended, time, options.Web.Login.Session);
        services.AddSingleton(_ => hashing);
        services.AddSingleton(_ => passwords);
        services.AddSingleton(_ => ended);
        services.AddSingleton(CsrfTokens.Open(documents));
        services.AddSingleton(_ => certificates);
        services.AddSingleton(SetupLink.Open(documents, needed: !passwords.IsSet));
        services.AddSingleton(new LoginLimiter(time, options.Web.Login));
        services.AddSingleton<LiveLogins>();
        services.AddSingleton<AuthEndpoints>();
        services.AddSingleton(new PageFiles(options.PageFolder ?? PageFiles.FindRoot()));
        services.Configure<HostOptions>(o => o.ShutdownTimeout = options.Web.ShutdownTimeout);
        services.Configure<JsonOptions>(o => JsonDefaults.Apply(o.SerializerOptions));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddSignalR(ConfigureHub).AddJsonProtocol(o => JsonDefaults.Apply(o.PayloadSerializerOptions));
        // Of two protocols of one name the last one counts.
        services.AddSingleton<IHubProtocol, ExplainingJsonProtocol>();
        services.AddNode(options.Options, CommandLine.Version, options.Transport);
        services.AddOperations(options.Options, CommandLine.Version);
        services.AddAssistant(options.Options, options.Roles);
        services.AddBackups(scheduled: !options.Options.Cluster.HasBroker);
        services.AddSingleton<IHealthPart, JournalHealth>();
        services.AddSingleton<IHealthPart, StoreHealth>();
        services.AddSingleton<IHealthPart, BrokerHealth>();
        services.AddSingleton(_ => metrics);
        services.AddSingleton(new LogStream(logging.Recent, time));
        services.AddDashboard();
        options.Services?.Invoke(services);

        WebApplication app = builder.Build();
        ConfigurePipeline(app, options, logging);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, WebSettings web, ServerCertificates certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = web.MaximumBody;
        kestrel.Listen(web.HttpsAddress, web.HttpsPort, listen =>
        {
            Listener.Https.Mark(listen);
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(new System.Net.Security.SslServerAuthenticationOptions { ServerCertificateContext = certificates.Context }) });
        });
        kestrel.Listen(IPAddress.Loopback, web.LoopbackPort, Listener.Loopback.Mark);
    }

    private static void ConfigureHub(HubOptions hub)
    {
        // A message over the limit ends the whole connection; ours is far above the longest text, so that too long a one is
        // refused in words.
        hub.MaximumReceiveMessageSize = 4 * 1024 * 1024;
        hub.KeepAliveInterval = TimeSpan.FromSeconds(5);
        hub.ClientTimeoutInterval = TimeSpan.FromSeconds(15);
        hub.StreamBufferCapacity = 100;
        hub.EnableDetailedErrors = false;
        hub.AddFilter<NoNullRequests>();
    }

    private static void ConfigurePipeline(WebApplication app, SapphireHostOptions options, NodeLogging logging)
    {
        IServiceProvider services = app.Services;
        PageFiles page = services.GetRequiredService<PageFiles>();
        app.UseProblems(logging.CreateLogger("Sapphire.Web.Requests"));
        app.UseHostCheck(services.GetRequiredService<ServerCertificates>());
        app.Use(async (context, next) =>
        {
            if (!await page.TryServeAsync(context))
            {
                await next(context);
            }
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseGate(services.GetRequiredService<CsrfTokens>(), services.GetRequiredService<LiveLogins>(), services.GetRequiredService<PasswordStore>(), services.GetRequiredService<EndedLogins>());
        services.GetRequiredService<AuthEndpoints>().Map(app);
        app.MapCertificate();
        app.MapChime();
        app.MapHealth();
        app.MapMetrics();
        app.MapDashboard();
        app.MapAssistant();
        app.MapBackups();
        options.Routes?.Invoke(app);
    }
}
