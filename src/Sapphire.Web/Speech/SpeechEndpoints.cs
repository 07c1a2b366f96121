using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Speech;
using Sapphire.Actors.SpeechServices;
using Sapphire.Audio.Speech;

namespace Sapphire.Web.Speech;

/// <summary>Speech by the settings of the moment: its services, and the routes under <c>/api/speech</c>.</summary>
public static class SpeechEndpoints
{
    private const int MaxBody = 64 << 10;

    /// <summary>
    /// Adds <see cref="ISpeechSynthesizer"/> and <see cref="ISpeechRecognizer"/> that choose between the embedded engines and
    /// the service. Needs the <see cref="SettingsStore"/>, the <see cref="ModelKeys"/> and the <see cref="SpeechEngines"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="synthesizer">Gives the embedded synthesizer.</param>
    /// <param name="recognizer">Gives the embedded recogniser.</param>
    /// <param name="examples">Gives what the embedded recogniser understands best; none where not given.</param>
    public static IServiceCollection AddSpeech(this IServiceCollection services, Func<IServiceProvider, ISpeechSynthesizer> synthesizer, Func<IServiceProvider, ISpeechRecognizer> recognizer, Func<IServiceProvider, SpeechExamples>? examples = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SpeechEngines>();
        services.AddSingleton(p => examples?.Invoke(p) ?? new SpeechExamples([]));
        services.AddSingleton(static _ => new SpeechHttpClient(ModelHttp.CreateClient()));
        services.AddSingleton(p => new RoutingSynthesizer(
            synthesizer(p),
            p.GetRequiredService<SettingsStore>(),
            p.GetRequiredService<ModelKeys>(),
            p.GetRequiredService<SpeechHttpClient>().Http,
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILogger<RoutingSynthesizer>>()));
        services.AddSingleton<ISpeechSynthesizer>(static p => p.GetRequiredService<RoutingSynthesizer>());
        services.AddSingleton<ISpeechRecognizer>(p => new RoutingRecognizer(
            recognizer(p), p.GetRequiredService<SettingsStore>(), p.GetRequiredService<ModelKeys>(), p.GetRequiredService<SpeechHttpClient>().Http, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SpeechApi>();
        return services;
    }

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static IEndpointConventionBuilder MapSpeech(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/speech");
        group.MapGet("", (RequestDelegate)(static context => RunAsync(context, async (api, token) =>
            Results.Json(await api.ViewAsync(token), SpeechJsonContext.Default.SpeechView))));
        group.MapPut("", (RequestDelegate)(static context => RunAsync(context, async (api, token) =>
            Results.Json(await api.PutAsync(await BodyAsync(context, SpeechJsonContext.Default.SpeechSettingsRequest, token), token), SpeechJsonContext.Default.SpeechView))));
        group.MapPost("/test", (RequestDelegate)(static context => RunAsync(context, async (api, token) =>
            Results.Bytes(await api.TestAsync(await BodyAsync(context, SpeechJsonContext.Default.SpeechTestRequest, token), token), "audio/wav"))));
        group.MapPost("/recognizer/test", (RequestDelegate)(static context => RunAsync(context, async (api, token) =>
            Results.Json(await api.TestRecognizerAsync(await BodyAsync(context, SpeechJsonContext.Default.RecognizerTestRequest, token), token), SpeechJsonContext.Default.RecognizerTestResult))));
        return group;
    }

    private static async Task RunAsync(HttpContext context, Func<SpeechApi, CancellationToken, Task<IResult>> run)
    {
        IResult result;
        try
        {
            result = await run(context.RequestServices.GetRequiredService<SpeechApi>(), context.RequestAborted);
        }
        catch (SpeechProblem problem)
        {
            result = Results.Problem(problem.Detail, statusCode: problem.Status, title: problem.Message);
        }
        catch (SpeechException e)
        {
            int status = e.Code switch
            {
                "bad-request" or "too-long" => StatusCodes.Status400BadRequest,
                "timeout" => StatusCodes.Status504GatewayTimeout,
                "unavailable" or "crashed" => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status502BadGateway,
            };
            result = Results.Problem(e.Detail, statusCode: status, title: e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            result = Results.Problem($"{e.Message} Nothing was changed. Check the folder's rights and the free space.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "The settings cannot be stored.");
        }

        await result.ExecuteAsync(context);
    }

    private static async Task<T> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new SpeechProblem(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON.", "Send it with Content-Type: application/json.");
        }

        using MemoryStream body = new();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                throw new SpeechProblem(StatusCodes.Status413PayloadTooLarge, "The body is too long.", $"At most {MaxBody / 1024} KB are taken.");
            }

            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        try
        {
            return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), type) ?? throw SpeechProblem.Bad("The body is null.", "Send a JSON object.");
        }
        catch (JsonException e)
        {
            // The message of the exception may quote a key; its place may not.
            string place = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw SpeechProblem.Bad("The body is not the JSON that is expected.", $"It is wrong{place}{(e.Path is { Length: > 1 } path ? $" ({path})" : "")}.");
        }
    }
}
