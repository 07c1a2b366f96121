using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Documents;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Privacy;

/// <summary>What may leave: the one way out, its switch and its proxy; the routes under <c>/api/privacy</c> and <c>/api/network</c>.</summary>
public static class PrivacyEndpoints
{
    /// <summary>Adds the gate and its switch. Needs the <see cref="SettingsStore"/> and the <see cref="ModelKeys"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="documents">Gives the documents of the home or of all nodes.</param>
    public static IServiceCollection AddPrivacy(this IServiceCollection services, Func<IServiceProvider, NodeDocuments> documents)
    {
        services.AddSingleton(static p => new SocksSecret(p.GetRequiredService<ModelKeys>()));
        services.AddSingleton(static _ => new OutboundGate(new(Private: true, NetworkList.ThisMachine, Socks: null)));
        services.AddSingleton(p => new PrivacyMode(
            documents(p).Open(PrivacyMode.DocumentName), p.GetRequiredService<SettingsStore>(), p.GetRequiredService<SocksSecret>(), p.GetRequiredService<OutboundGate>(), p.GetService<ILogger<PrivacyMode>>()));
        services.AddSingleton<PrivacyApi>();
        services.AddSingleton<SocksApi>();
        return services;
    }

    /// <summary>A client that goes through the gate, whose rules are in force from here on. The caller owns it.</summary>
    internal static HttpClient CreateOutboundClient(this IServiceProvider services, TimeSpan? connectTimeout = null, bool inPrivacy = false)
    {
        // The switch sets the rules: until it is there, the gate lets nothing out.
        _ = services.GetService<PrivacyMode>();
        return (services.GetService<OutboundGate>() ?? new OutboundGate()).CreateClient(connectTimeout, inPrivacy);
    }

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder privacy = routes.MapGroup("/api/privacy");
        privacy.MapGet("", (RequestDelegate)(static context => ApiCall.RunAsync(context, async () =>
            Results.Json(await Api(context).ViewAsync(context.Request.Query["chat"], context.RequestAborted), PrivacyJson.Default.PrivacyView))));
        privacy.MapPut("", (RequestDelegate)(static context => ApiCall.RunAsync(context, async () =>
            Results.Json(await Api(context).PutAsync(await ApiCall.BodyAsync(context, PrivacyJson.Default.PrivacyRequest, context.RequestAborted), context.RequestAborted), PrivacyJson.Default.PrivacyView))));
        RouteGroupBuilder socks = routes.MapGroup("/api/network/socks");
        socks.MapGet("", (RequestDelegate)ViewSocksAsync);
        socks.MapPut("", (RequestDelegate)(static context => ApiCall.RunAsync(context, async () =>
            Results.Json(Socks(context).Put(await ApiCall.BodyAsync(context, PrivacyJson.Default.SocksRequest, context.RequestAborted)), PrivacyJson.Default.SocksView))));
        socks.MapPost("/test", (RequestDelegate)(static context => ApiCall.RunAsync(context, async () =>
            Results.Json(await Socks(context).TestAsync(context.RequestAborted), PrivacyJson.Default.SocksTestResult))));
    }

    private static Task ViewSocksAsync(HttpContext context) => ApiCall.RunAsync(context, () => Task.FromResult(Results.Json(Socks(context).View(), PrivacyJson.Default.SocksView)));

    private static PrivacyApi Api(HttpContext context) => context.RequestServices.GetRequiredService<PrivacyApi>();

    private static SocksApi Socks(HttpContext context) => context.RequestServices.GetRequiredService<SocksApi>();
}
