using Sapphire.Web.Hosting;

namespace Sapphire.Web.Metrics;

/// <summary><c>GET /metrics</c>: for Prometheus on this machine without a login, over the loopback listener; for others with one.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Path = "/metrics";

    /// <summary>Whether a request may read the metrics without a login.</summary>
    public static bool IsOpenTo(HttpContext context) => context.Request.Path.Value == Path && HttpMethods.IsGet(context.Request.Method) && Listener.IsThisMachine(context);

    /// <summary>Adds the route.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        MetricsCollector metrics = routes.ServiceProvider.GetRequiredService<MetricsCollector>();
        routes.MapGet(Path, (RequestDelegate)(async context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.WriteAsync(metrics.ToText(), context.RequestAborted);
        }));
    }
}
