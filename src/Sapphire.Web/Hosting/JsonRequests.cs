using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sapphire.Web.Hosting;

/// <summary>Reads JSON bodies with errors that say where.</summary>
internal static class JsonRequests
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="BadHttpRequestException">It is no JSON, of the wrong type, or null.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("Send the body as application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
            ?? throw new BadHttpRequestException("The body is null; an object is expected.");
    }

    /// <summary>Where a body is wrong: line and column, both from 1, and the path.</summary>
    public static string Where(JsonException e)
    {
        // The parser's own text may quote the body, which may be a password or a prompt: only the place goes back.
        string place = e.LineNumber is { } line ? $"Line {line + 1}, byte {(e.BytePositionInLine ?? 0) + 1}" : "The body";
        return e.Path is { Length: > 1 } path ? $"{place}, at {path}." : $"{place}.";
    }

    /// <summary>Writes an answer.</summary>
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted);
    }
}
