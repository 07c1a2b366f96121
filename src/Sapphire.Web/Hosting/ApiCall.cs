using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sapphire.Web.Hosting;

/// <summary>What the routes of dialogs have in common: small JSON bodies, and errors that say what to do.</summary>
internal static class ApiCall
{
    private const int MaxBody = 64 << 10;

    /// <summary>Answers with a result, or with what went wrong.</summary>
    public static async Task RunAsync(HttpContext context, Func<Task<IResult>> run)
    {
        IResult result;
        try
        {
            result = await run();
        }
        catch (ApiProblem problem)
        {
            result = Results.Problem(problem.Detail, statusCode: problem.Status, title: problem.Message);
        }
        catch (Exception e) when (e is (IOException and not BadHttpRequestException) or UnauthorizedAccessException)
        {
            result = Results.Problem($"{e.Message} Nothing was changed. Check the folder's rights and the free space.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "The settings cannot be stored.");
        }

        await result.ExecuteAsync(context);
    }

    /// <summary>Reads a body of JSON.</summary>
    /// <exception cref="ApiProblem">It is no JSON, too long, or something else than expected; says where.</exception>
    public static async Task<T> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ApiProblem(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON.", "Send it with Content-Type: application/json.");
        }

        using MemoryStream body = new();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                throw new ApiProblem(StatusCodes.Status413PayloadTooLarge, "The body is too long.", $"At most {MaxBody / 1024} KB are taken.");
            }

            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        try
        {
            return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), type) ?? throw ApiProblem.Bad("The body is null.", "Send a JSON object.");
        }
        catch (JsonException e)
        {
            // The message of the exception may quote a key; its place may not.
            string place = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw ApiProblem.Bad("The body is not the JSON that is expected.", $"It is wrong{place}{(e.Path is { Length: > 1 } path ? $" ({path})" : "")}.");
        }
    }
}
