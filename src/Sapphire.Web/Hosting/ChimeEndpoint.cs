using Sapphire.Audio.Formats;

namespace Sapphire.Web.Hosting;

/// <summary>The sound of a timer that fires.</summary>
internal static class ChimeEndpoint
{
    /// <summary>Its path.</summary>
    public const string Path = "/sounds/chime.wav";

    private static readonly Lazy<byte[]> Wav = new(() =>
    {
        using MemoryStream stream = new();
        WavWriter.Write(stream, Chime.Samples(), Chime.SampleRate);
        return stream.ToArray();
    });

    /// <summary>Adds the route.</summary>
    public static void MapChime(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(Path, ["GET", "HEAD"], (RequestDelegate)(context =>
        {
            context.Response.ContentType = "audio/wav";
            context.Response.Headers.CacheControl = "public, max-age=86400";
            context.Response.ContentLength = Wav.Value.Length;
            return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(Wav.Value).AsTask();
        }));
}
