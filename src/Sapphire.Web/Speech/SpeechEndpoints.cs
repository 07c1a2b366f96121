using Microsoft.Extensions.DependencyInjection.Extensions;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Speech;
using Sapphire.Actors.SpeechServices;
using Sapphire.Audio.Speech;
using Sapphire.Web.Hosting;
using Sapphire.Web.Privacy;

namespace Sapphire.Web.Speech;

/// <summary>Speech by the settings of the moment: its services, and the routes under <c>/api/speech</c>.</summary>
public static class SpeechEndpoints
{
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
        services.TryAddSingleton<ISpeechEngines>(static p => p.GetRequiredService<SpeechEngines>());
        services.AddSingleton(p => examples?.Invoke(p) ?? new SpeechExamples([]));
        services.AddSingleton(static p => new SpeechHttpClient(p.CreateOutboundClient(), p.CreateOutboundClient(inPrivacy: true)));
        services.AddSingleton(p => new RoutingSynthesizer(
            synthesizer(p),
            p.GetRequiredService<SettingsStore>(),
            p.GetRequiredService<ModelKeys>(),
            p.GetRequiredService<SpeechHttpClient>().Http,
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILogger<RoutingSynthesizer>>(),
            p.GetRequiredService<ISpeechEngines>(),
            p.GetRequiredService<SpeechHttpClient>().InPrivacy));
        services.AddSingleton<ISpeechSynthesizer>(static p => p.GetRequiredService<RoutingSynthesizer>());
        services.AddSingleton<ISpeechRecognizer>(p => new RoutingRecognizer(
            recognizer(p), p.GetRequiredService<SettingsStore>(), p.GetRequiredService<ModelKeys>(), p.GetRequiredService<SpeechHttpClient>().Http, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<SpeechHttpClient>().InPrivacy));
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
            Results.Json(await api.PutAsync(await ApiCall.BodyAsync(context, SpeechJsonContext.Default.SpeechSettingsRequest, token), token), SpeechJsonContext.Default.SpeechView))));
        group.MapPost("/test", (RequestDelegate)(static context => RunAsync(context, async (api, token) =>
            Results.Bytes(await api.TestAsync(await ApiCall.BodyAsync(context, SpeechJsonContext.Default.SpeechTestRequest, token), token), "audio/wav"))));
        group.MapPost("/recognizer/test", (RequestDelegate)(static context => RunAsync(context, async (api, token) =>
            Results.Json(await api.TestRecognizerAsync(await ApiCall.BodyAsync(context, SpeechJsonContext.Default.RecognizerTestRequest, token), token), SpeechJsonContext.Default.RecognizerTestResult))));
        return group;
    }

    private static Task RunAsync(HttpContext context, Func<SpeechApi, CancellationToken, Task<IResult>> run) => ApiCall.RunAsync(context, async () =>
    {
        try
        {
            return await run(context.RequestServices.GetRequiredService<SpeechApi>(), context.RequestAborted);
        }
        catch (SpeechException e)
        {
            int status = e.Code switch
            {
                "bad-request" or "too-long" => StatusCodes.Status400BadRequest,
                "timeout" => StatusCodes.Status504GatewayTimeout,
                "unavailable" or "crashed" or "busy" => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status502BadGateway,
            };
            throw new ApiProblem(status, e.Message, e.Detail);
        }
    });
}
