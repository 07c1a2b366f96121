using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Models;

/// <summary>The models: their services and their routes under <c>/api/models</c>.</summary>
public static class ModelsEndpoints
{
    private const int MaxBody = 64 << 10;

    /// <summary>
    /// Adds the settings, the keys, the model directory (checked in the background while the host runs), the test and the scan.
    /// Needs a <see cref="HomeFolder"/> among the services; takes its <see cref="TimeProvider"/> from there too.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="builtIn">Gives the built-in assistant.</param>
    /// <param name="options">How servers are reached; the defaults where not given.</param>
    public static IServiceCollection AddModels(this IServiceCollection services, Func<IServiceProvider, IChatClient> builtIn, ModelOptions? options = null)
    {
        ModelOptions models = options ?? new();
        services.AddSingleton(static p => new SettingsStore(p.GetRequiredService<HomeFolder>().SettingsFile, p.GetService<TimeProvider>(), p.GetService<ILogger<SettingsStore>>()));
        services.AddSingleton(static p => new ModelKeys(p.GetRequiredService<HomeFolder>().SecretsFolder));
        services.AddSingleton(_ => new ModelHttpClient(ModelHttp.CreateClient(models.ConnectTimeout)));
        services.AddSingleton(p => new ModelDirectory(
            p.GetRequiredService<SettingsStore>(),
            p.GetRequiredService<ModelKeys>(),
            builtIn(p),
            p.GetRequiredService<ModelHttpClient>().Http,
            p.GetService<TimeProvider>(),
            p.GetService<ILogger<ModelDirectory>>(),
            new OpenAiTimeouts { FirstToken = models.FirstTokenTimeout, Stall = models.StallTimeout },
            models.HealthCheckEvery));
        services.AddSingleton<IModelDirectory>(static p => p.GetRequiredService<ModelDirectory>());
        services.AddSingleton(static p => new ModelTest(p.GetRequiredService<ModelHttpClient>().Http, p.GetService<TimeProvider>()));
        services.AddSingleton(p => new LocalServerScan(p.GetRequiredService<ModelHttpClient>().Http, p.GetService<TimeProvider>(), models.ScanPorts));
        services.AddSingleton<ModelsApi>();
        services.AddHostedService<ModelChecks>();
        return services;
    }

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static IEndpointConventionBuilder MapModels(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/models");
        group.MapGet("", (RequestDelegate)ViewAsync);
        group.MapPut("/providers/{id}", static (HttpContext context, string id) =>
            RunAsync(context, async (api, token) => api.Put(id, await BodyAsync(context, ModelsJson.Default.ProviderRequest, token)), ModelsJson.Default.ModelsView));
        group.MapDelete("/providers/{id}", static (HttpContext context, string id) => RunAsync(context, (api, _) => Done(api.Delete(id)), ModelsJson.Default.ModelsView));
        group.MapPut("/selection", (RequestDelegate)(static (HttpContext context) =>
            RunAsync(context, async (api, token) => api.Select(await BodyAsync(context, ModelsJson.Default.SelectionRequest, token)), ModelsJson.Default.ModelsView)));
        group.MapPost("/test", (RequestDelegate)(static (HttpContext context) =>
            RunAsync(context, async (api, token) => await api.TestAsync(await BodyAsync(context, ModelsJson.Default.ModelTestRequest, token), token), ModelsJson.Default.ModelTestResult)));
        group.MapPost("/scan", (RequestDelegate)ScanAsync);
        return group;
    }

    private static Task ViewAsync(HttpContext context) => RunAsync(context, static (api, _) => Done(api.View()), ModelsJson.Default.ModelsView);

    private static Task ScanAsync(HttpContext context) => RunAsync(context, static (api, token) => api.ScanAsync(token), ModelsJson.Default.ScanResult);

    private static Task<T> Done<T>(T value) => Task.FromResult(value);

    private static async Task RunAsync<T>(HttpContext context, Func<ModelsApi, CancellationToken, Task<T>> run, JsonTypeInfo<T> type)
    {
        IResult result;
        try
        {
            T value = await run(context.RequestServices.GetRequiredService<ModelsApi>(), context.RequestAborted);
            result = Results.Json(value, type);
        }
        catch (ModelsProblem problem)
        {
            result = Results.Problem(problem.Detail, statusCode: problem.Status, title: problem.Message);
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
            throw new ModelsProblem(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON.", "Send it with Content-Type: application/json.");
        }

        using MemoryStream body = new();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                throw new ModelsProblem(StatusCodes.Status413PayloadTooLarge, "The body is too long.", $"At most {MaxBody / 1024} KB are taken.");
            }

            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        try
        {
            return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), type) ?? throw ModelsProblem.Bad("The body is null.", "Send a JSON object.");
        }
        catch (JsonException e)
        {
            // The message of the exception may quote a key; its place may not.
            string place = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw ModelsProblem.Bad("The body is not the JSON that is expected.", $"It is wrong{place}{(e.Path is { Length: > 1 } path ? $" ({path})" : "")}.");
        }
    }
}
