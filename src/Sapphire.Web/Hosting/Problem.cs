using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sapphire.Web.Hosting;

/// <summary>Errors as RFC 9457 has them: <c>application/problem+json</c> with a title and what to do next.</summary>
internal static class Problem
{
    /// <summary>Writes one; the response must not have started.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        using MemoryStream body = new();
        using (Utf8JsonWriter writer = new(body, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "about:blank");
            writer.WriteString("title", title);
            writer.WriteNumber("status", status);
            writer.WriteString("detail", detail);
            writer.WriteEndObject();
        }

        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body.ToArray());
        }
    }

    /// <summary>Writes one for a bare status.</summary>
    public static Task WriteAsync(HttpContext context, int status)
    {
        (string title, string detail) = status switch
        {
            400 => ("The request is not understood.", ""),
            401 => ("You are not logged in.", "Log in and try again."),
            403 => ("That is not allowed.", ""),
            404 => ("There is nothing here.", $"{context.Request.Path} does not exist."),
            405 => ($"{context.Request.Method} does not work here.", context.Response.Headers.Allow.Count > 0 ? $"Allowed: {context.Response.Headers.Allow}." : ""),
            413 => ("The request is too large.", "Send less at a time."),
            415 => ("The body has the wrong type.", "Send application/json."),
            421 => ("Wrong host.", ""),
            429 => ("Too many attempts.", ""),
            >= 500 => ("Something went wrong inside Sapphire.", "The log of the server says more. Try again."),
            _ => ($"The request failed with status {status}.", ""),
        };
        return WriteAsync(context, status, title, detail);
    }
}
