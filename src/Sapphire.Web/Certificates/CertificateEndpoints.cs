using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Sapphire.Web.Certificates;

/// <summary>The authority's certificate, and how to make a browser trust it. Open to everybody: it is no secret.</summary>
internal static class CertificateEndpoints
{
    /// <summary>The file's path.</summary>
    public const string FilePath = "/certificate/sapphire-ca.crt";

    private static readonly (string Where, string How)[] Instructions =
    [
        ("Windows", "Open the file, choose Install Certificate, Local Machine, and the store \"Trusted Root Certification Authorities\"."),
        ("macOS", "Open the file, add it to the System keychain, open it there, and under Trust choose \"Always Trust\"."),
        ("iPhone, iPad", "Open the file in Safari, install the profile in Settings, then switch it on in General, About, Certificate Trust Settings."),
        ("Android", "Settings, Security, Encryption and credentials, Install a certificate, CA certificate."),
        ("Debian, Ubuntu", "Copy the file to /usr/local/share/ca-certificates/ and run update-ca-certificates as root."),
        ("Firefox", "Settings, Privacy and Security, View Certificates, Authorities, Import."),
        ("Chrome, Chromium on Linux", "Settings, Privacy and security, Security, Manage certificates, Authorities, Import."),
    ];

    /// <summary>Adds the routes.</summary>
    public static void MapCertificate(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(FilePath, ["GET", "HEAD"], (RequestDelegate)SendFile);
        routes.MapMethods("/certificate", ["GET", "HEAD"], (RequestDelegate)SendPage);
        routes.MapMethods("/api/certificate", ["GET", "HEAD"], (RequestDelegate)SendJson);
    }

    /// <summary>SHA-256 of a certificate as browsers show it: <c>AB:CD:…</c>.</summary>
    public static string Fingerprint(byte[] der) => Convert.ToHexString(SHA256.HashData(der)).Chunk(2).Aggregate(new StringBuilder(), (s, c) => (s.Length == 0 ? s : s.Append(':')).Append(c)).ToString();

    private static ServerCertificates Certificates(HttpContext context) => context.RequestServices.GetRequiredService<ServerCertificates>();

    private static Task SendFile(HttpContext context)
    {
        byte[] der = Certificates(context).AuthorityDer;
        context.Response.ContentType = "application/x-x509-ca-cert";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"sapphire-ca.crt\"";
        context.Response.Headers.CacheControl = "no-cache";
        return Send(context, der);
    }

    private static async Task SendJson(HttpContext context)
    {
        byte[] der = Certificates(context).AuthorityDer;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        using MemoryStream json = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            writer.WriteString("file", FilePath);
            writer.WriteString("sha256", Fingerprint(der));
            writer.WriteStartArray("instructions");
            foreach ((string where, string how) in Instructions)
            {
                writer.WriteStartObject();
                writer.WriteString("where", where);
                writer.WriteString("how", how);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        await Send(context, json.ToArray());
    }

    private static Task SendPage(HttpContext context)
    {
        byte[] der = Certificates(context).AuthorityDer;
        StringBuilder html = new();
        html.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>Trust this Sapphire</title></head><body><h1>Trust this Sapphire</h1>")
            .Append("<p>This machine made its own certificate authority. Install its certificate on a device once, and its browsers show this address without a warning.</p>")
            .Append("<p><a href=\"").Append(FilePath).Append("\">Download sapphire-ca.crt</a></p>")
            .Append("<p>Compare its SHA-256 fingerprint with the one that the server printed when it started:</p><p><code>").Append(Fingerprint(der)).Append("</code></p><dl>");
        foreach ((string where, string how) in Instructions)
        {
            html.Append("<dt>").Append(WebUtility.HtmlEncode(where)).Append("</dt><dd>").Append(WebUtility.HtmlEncode(how)).Append("</dd>");
        }

        html.Append("</dl></body></html>");
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        return Send(context, Encoding.UTF8.GetBytes(html.ToString()));
    }

    private static Task Send(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }
}
