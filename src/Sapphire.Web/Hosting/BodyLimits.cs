using Microsoft.AspNetCore.Http.Features;

namespace Sapphire.Web.Hosting;

/// <summary>
/// The routes that take more than other requests: files. Known before routing, since a request that is too large is refused before
/// anything else looks at it; each route checks its own limit as well.
/// </summary>
internal static class BodyLimits
{
    // What a form has around a file.
    private const long Overhead = 64 << 10;

    private static readonly (string Path, long Limit)[] Files =
    [
        ("/api/images", (10L << 20) + Overhead),
        ("/api/avatars", (4L << 20) + Overhead),
        ("/api/chats/import", 64L << 20),
    ];

    /// <summary>Lets a request to one of them be as long as it may.</summary>
    public static void Raise(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } feature)
        {
            return;
        }

        foreach ((string path, long limit) in Files)
        {
            if (context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal) && feature.MaxRequestBodySize < limit)
            {
                feature.MaxRequestBodySize = limit;
            }
        }
    }
}
