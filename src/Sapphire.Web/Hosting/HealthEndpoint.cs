using System.Text.Json;

namespace Sapphire.Web.Hosting;

/// <summary><c>GET /healthz</c>: <c>ok</c>, or <c>degraded</c> with the names of the parts that are; no details, since it is open to everybody.</summary>
internal static class HealthEndpoint
{
    /// <summary>Adds the route.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/healthz", ["GET", "HEAD"], (RequestDelegate)(async context =>
        {
            List<string> degraded = [];
            foreach (IHealthPart part in context.RequestServices.GetServices<IHealthPart>())
            {
                if (!part.IsHealthy)
                {
                    degraded.Add(part.Name);
                }
            }

            using MemoryStream body = new();
            using (Utf8JsonWriter writer = new(body))
            {
                writer.WriteStartObject();
                writer.WriteString("status", degraded.Count == 0 ? "ok" : "degraded");
                if (degraded.Count > 0)
                {
                    writer.WriteStartArray("degraded");
                    degraded.ForEach(writer.WriteStringValue);
                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
            }

            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.ContentLength = body.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await context.Response.Body.WriteAsync(body.ToArray());
            }
        }));
}
