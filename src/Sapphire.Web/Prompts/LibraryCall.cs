using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Settings;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Prompts;

/// <summary>What the routes of the library have in common.</summary>
internal static class LibraryCall
{
    /// <summary>The longest file of an import, in bytes.</summary>
    public const int MaxFile = 8 << 20;

    /// <summary>The longest other body, in bytes: a prompt of the longest text, escaped.</summary>
    private const int MaxBody = 512 << 10;

    /// <summary>Maps a route without parameters.</summary>
    public static void On(this RouteGroupBuilder group, string method, string pattern, RequestDelegate run) => group.MapMethods(pattern, [method], run);

    /// <summary>Answers with JSON, or with what went wrong.</summary>
    public static Task JsonAsync<T>(HttpContext context, Func<Task<T>> run, JsonTypeInfo<T> type) => RunAsync(context, async () => Results.Json(await run(), type));

    /// <summary>Answers with JSON, or with what went wrong.</summary>
    public static Task JsonAsync<T>(HttpContext context, Func<T> run, JsonTypeInfo<T> type) => RunAsync(context, () => Task.FromResult(Results.Json(run(), type)));

    /// <summary>Answers with a result, or with what went wrong.</summary>
    public static Task RunAsync(HttpContext context, Func<IResult> run) => RunAsync(context, () => Task.FromResult(run()));

    /// <summary>Answers with a result, or with what went wrong.</summary>
    public static Task RunAsync(HttpContext context, Func<Task<IResult>> run) => ApiCall.RunAsync(context, async () =>
    {
        try
        {
            return await run();
        }
        catch (LibraryException e)
        {
            throw new ApiProblem(
                e.Fault switch
                {
                    LibraryFault.NotFound => StatusCodes.Status404NotFound,
                    LibraryFault.Taken or LibraryFault.Changed => StatusCodes.Status409Conflict,
                    _ => StatusCodes.Status400BadRequest,
                },
                e.Message,
                e.Advice);
        }
        catch (SettingsException e)
        {
            throw new ApiProblem(StatusCodes.Status409Conflict, "A file of the home is broken, and it is not overwritten.", $"{e.Message} Mend it or delete it, and try again.");
        }
    });

    /// <summary>Reads a body of JSON.</summary>
    public static async Task<T> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ApiProblem(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON.", "Send it with Content-Type: application/json.");
        }

        byte[] bytes = await BytesAsync(context, MaxBody, "body");
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize(bytes, type) ?? throw ApiProblem.Bad("The body is null.", "Send a JSON object.");
        }
        catch (System.Text.Json.JsonException e)
        {
            // The message may quote a text; its place does not.
            throw ApiProblem.Bad("The body is not the JSON that is expected.", $"It is wrong at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}{(e.Path is { Length: > 1 } path ? $" ({path})" : "")}.");
        }
    }

    /// <summary>Reads a body as it is.</summary>
    /// <exception cref="ApiProblem">It is too long.</exception>
    public static async Task<byte[]> BytesAsync(HttpContext context, int most, string what)
    {
        // Never less than what the server takes: it would cut a longer body off, and nobody could read why it was refused.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit && limit.MaxRequestBodySize <= most)
        {
            limit.MaxRequestBodySize = most + 1;
        }

        using MemoryStream body = new();
        byte[] buffer = new byte[16 << 10];
        int read;
        try
        {
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                if (body.Length + read > most)
                {
                    throw TooLong();
                }

                await body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLong();
        }

        return body.ToArray();

        ApiProblem TooLong() => new(StatusCodes.Status413PayloadTooLarge, $"The {what} is too long.", most >= 1 << 20 ? $"At most {most >> 20} MiB are taken." : $"At most {most >> 10} KiB are taken.");
    }

    /// <summary>Whether a query says yes.</summary>
    public static bool Flag(HttpContext context, string name) => context.Request.Query[name].ToString() is "true" or "1";
}
