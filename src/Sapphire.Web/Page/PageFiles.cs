using System.Collections.Frozen;
using System.Text;
using Microsoft.Net.Http.Headers;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Page;

/// <summary>
/// Serves the built page. The files are listed once and looked up by name, so that no path can leave the folder; a new
/// build is noticed by the time of <c>index.html</c>. Beside a file, the build may have put it compressed (.br, .gz).
/// </summary>
internal sealed class PageFiles
{
    private const string Index = "/index.html";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".webmanifest"] = "application/manifest+json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".webp"] = "image/webp",
        [".woff2"] = "font/woff2",
        [".wav"] = "audio/wav",
        [".mp3"] = "audio/mpeg",
        [".wasm"] = "application/wasm",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly string? _root;
    private volatile Listing _listing = Listing.None;

    /// <summary>Creates it.</summary>
    /// <param name="root">The folder of the built page; null when there is none.</param>
    public PageFiles(string? root) => _root = root;

    /// <summary>The built page: beside the program, or in the project that the program was built from.</summary>
    public static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (string candidate in new[] { Path.Combine(folder.FullName, "wwwroot"), Path.Combine(folder.FullName, "src", "Sapphire.Web", "wwwroot") })
            {
                if (File.Exists(Path.Combine(candidate, "index.html")))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    /// <summary>Answers a request for the page or a file of it; false when it is for neither.</summary>
    public async Task<bool> TryServeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return false;
        }

        string path = request.Path.Value ?? "/";
        if (IsRoute(path))
        {
            await ServeIndexAsync(context);
            return true;
        }

        if (Current().Files.TryGetValue(path, out Asset? asset) && path != Index)
        {
            await ServeAsync(context, asset);
            return true;
        }

        return false;
    }

    private static bool IsRoute(string path) =>
        path is "/" or Index or "/setup" or "/login" or "/prompts" or "/personas" or "/models" or "/dashboard" or "/cluster" or "/settings"
        || path.StartsWith("/settings/", StringComparison.Ordinal) && path.IndexOf('/', 10) < 0
        || path.StartsWith("/c/", StringComparison.Ordinal) && path.IndexOf('/', 3) is -1 or > 3;

    private async Task ServeIndexAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "text/html; charset=utf-8";
        string nonce = SecurityHeaders.SetPage(context);
        string? html = Current().Html;
        if (html is null)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            html = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sapphire</title></head><body><h1>The page is not built</h1>"
                + "<p>Sapphire runs, but the files of its page are missing. Stop it, run <code>./sapphire setup</code> in the repository, and start it again.</p></body></html>";
        }

        byte[] body = Encoding.UTF8.GetBytes(html.Replace("__NONCE__", nonce, StringComparison.Ordinal));
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private static async Task ServeAsync(HttpContext context, Asset asset)
    {
        HttpResponse response = context.Response;
        response.ContentType = asset.Type;
        response.Headers.CacheControl = asset.Immutable ? "public, max-age=31536000, immutable" : "no-cache";
        string file = asset.File;
        long length = asset.Length;
        string tag = asset.Tag;
        if (asset.Brotli is not null || asset.Gzip is not null)
        {
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            (string? chosen, string encoding) = Choose(context.Request, asset);
            if (chosen is not null)
            {
                file = chosen;
                length = new FileInfo(chosen).Length;
                tag = tag.Insert(tag.Length - 1, "-" + encoding);
                response.Headers.ContentEncoding = encoding;
            }
        }

        response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',').Any(t => t.Trim() is "*" || t.Trim() == tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.ContentType = null;
            return;
        }

        response.ContentLength = length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.SendFileAsync(file, 0, length, context.RequestAborted);
        }
    }

    private static (string? File, string Encoding) Choose(HttpRequest request, Asset asset)
    {
        IList<StringWithQualityHeaderValue> accepted = request.GetTypedHeaders().AcceptEncoding;
        bool Takes(string encoding) => accepted.Any(e => e.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && e.Quality is null or > 0);
        return asset.Brotli is not null && Takes("br") ? (asset.Brotli, "br") : asset.Gzip is not null && Takes("gzip") ? (asset.Gzip, "gzip") : (null, "");
    }

    private Listing Current()
    {
        Listing listing = _listing;
        if (_root is null)
        {
            return listing;
        }

        DateTime built = File.GetLastWriteTimeUtc(Path.Combine(_root, "index.html"));
        if (listing.Built != built)
        {
            _listing = listing = Listing.Read(_root, built);
        }

        return listing;
    }

    private sealed record Asset(string File, long Length, string Type, string Tag, bool Immutable, string? Brotli, string? Gzip);

    private sealed record Listing(DateTime Built, string? Html, FrozenDictionary<string, Asset> Files)
    {
        public static readonly Listing None = new(DateTime.MinValue, null, FrozenDictionary<string, Asset>.Empty);

        public static Listing Read(string root, DateTime built)
        {
            string index = Path.Combine(root, "index.html");
            if (!File.Exists(index))
            {
                return None;
            }

            HashSet<string> files = new(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories), StringComparer.Ordinal);
            Dictionary<string, Asset> assets = new(StringComparer.Ordinal);
            foreach (string file in files)
            {
                if (file.EndsWith(".br", StringComparison.Ordinal) || file.EndsWith(".gz", StringComparison.Ordinal) || !Types.TryGetValue(Path.GetExtension(file), out string? type))
                {
                    continue;
                }

                FileInfo info = new(file);
                string path = "/" + Path.GetRelativePath(root, file).Replace('\\', '/');
                // The build puts a hash of the content into the names of what is under assets/.
                bool immutable = path.StartsWith("/assets/", StringComparison.Ordinal);
                string tag = $"\"{info.LastWriteTimeUtc.Ticks:x}-{info.Length:x}\"";
                assets[path] = new(file, info.Length, type, tag, immutable, files.Contains(file + ".br") ? file + ".br" : null, files.Contains(file + ".gz") ? file + ".gz" : null);
            }

            return new(built, File.ReadAllText(index), assets.ToFrozenDictionary(StringComparer.Ordinal));
        }
    }
}
