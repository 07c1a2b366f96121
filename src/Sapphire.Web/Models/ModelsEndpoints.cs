using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Models;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;
using Sapphire.Web.Privacy;

namespace Sapphire.Web.Models;

/// <summary>The models: their services and their routes under <c>/api/models</c>.</summary>
public static class ModelsEndpoints
{
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);

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
        services.AddSingleton(static p => new SettingsStore(Documents(p).Settings(), p.GetService<TimeProvider>(), p.GetService<ILogger<SettingsStore>>(), p.GetService<SettingOverrides>()));
        services.AddSingleton(static p => new ModelKeys(Documents(p).Secret(ModelKeys.DocumentName)));
        services.AddPrivacy(Documents);
        services.AddSingleton(static p => new ProviderKeys(p.GetRequiredService<ModelKeys>()));
        services.AddSingleton(p => new ModelHttpClient(p.CreateOutboundClient(models.ConnectTimeout), p.CreateOutboundClient(models.ConnectTimeout, inPrivacy: true)));
        services.AddSingleton(p => new ModelDirectory(
            p.GetRequiredService<SettingsStore>(),
            p.GetRequiredService<ModelKeys>(),
            builtIn(p),
            p.GetRequiredService<ModelHttpClient>().Http,
            p.GetService<TimeProvider>(),
            p.GetService<ILogger<ModelDirectory>>(),
            new OpenAiTimeouts { FirstToken = models.FirstTokenTimeout, Stall = models.StallTimeout, BackOff = BackOff },
            models.HealthCheckEvery,
            p.GetRequiredService<OutboundGate>(),
            p.GetRequiredService<ProviderKeys>(),
            p.GetRequiredService<ModelHttpClient>().InPrivacy));
        services.AddSingleton<IModelDirectory>(static p => p.GetRequiredService<ModelDirectory>());
        services.AddSingleton(static p => new ModelTest(p.GetRequiredService<ModelHttpClient>().Http, p.GetService<TimeProvider>()));
        services.AddSingleton(p => new LocalServerScan(p.GetRequiredService<ModelHttpClient>().Http, p.GetService<TimeProvider>(), models.ScanPorts));
        services.AddSingleton<ModelsApi>();
        services.AddSingleton<ProfilesApi>();
        services.AddHostedService<ModelChecks>();
        return services;
    }

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static IEndpointConventionBuilder MapModels(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/models");
        group.MapGet("", (RequestDelegate)ViewAsync);
        group.MapPut("/providers/{id}", static (HttpContext context, string id) =>
            RunAsync(context, async (api, token) => api.Put(id, await ApiCall.BodyAsync(context, ModelsJson.Default.ProviderRequest, token)), ModelsJson.Default.ModelsView));
        group.MapDelete("/providers/{id}", static (HttpContext context, string id) => RunAsync(context, (api, _) => Done(api.Delete(id)), ModelsJson.Default.ModelsView));
        group.MapPost("/providers/{id}/retry", static (HttpContext context, string id) => RunAsync(context, (api, token) => api.RetryAsync(id, token), ModelsJson.Default.ModelsView));
        group.MapPut("/selection", (RequestDelegate)(static (HttpContext context) =>
            RunAsync(context, async (api, token) => api.Select(await ApiCall.BodyAsync(context, ModelsJson.Default.SelectionRequest, token)), ModelsJson.Default.ModelsView)));
        group.MapPost("/test", (RequestDelegate)(static (HttpContext context) =>
            RunAsync(context, async (api, token) => await api.TestAsync(await ApiCall.BodyAsync(context, ModelsJson.Default.ModelTestRequest, token), token), ModelsJson.Default.ModelTestResult)));
        group.MapPost("/scan", (RequestDelegate)ScanAsync);
        group.MapGet("/choices", (RequestDelegate)ChoicesAsync);
        group.MapPut("/profiles", (RequestDelegate)PutProfileAsync);
        group.MapDelete("/profiles", (RequestDelegate)DeleteProfileAsync);
        routes.MapPrivacy();
        return group;
    }

    private static NodeDocuments Documents(IServiceProvider provider) =>
        provider.GetService<NodeDocuments>() ?? new(provider.GetRequiredService<HomeFolder>(), null, provider.GetService<TimeProvider>(), provider.GetService<ILoggerFactory>());

    private static Task ViewAsync(HttpContext context) => RunAsync(context, static (api, _) => Done(api.View()), ModelsJson.Default.ModelsView);

    private static Task ScanAsync(HttpContext context) => RunAsync(context, static (api, token) => api.ScanAsync(token), ModelsJson.Default.ScanResult);

    private static Task ChoicesAsync(HttpContext context) => ApiCall.RunAsync(context, () =>
        Done(Results.Json(Profiles(context).Choices(), ModelsJson.Default.ModelChoicesView)));

    private static Task PutProfileAsync(HttpContext context) => RunAsync(
        context,
        async (api, token) =>
        {
            Profiles(context).Put(await ApiCall.BodyAsync(context, ModelsJson.Default.ModelProfileView, token));
            return api.View();
        },
        ModelsJson.Default.ModelsView);

    private static Task DeleteProfileAsync(HttpContext context) => RunAsync(
        context,
        (api, _) =>
        {
            Profiles(context).Delete(context.Request.Query["key"]);
            return Done(api.View());
        },
        ModelsJson.Default.ModelsView);

    private static ProfilesApi Profiles(HttpContext context) => context.RequestServices.GetRequiredService<ProfilesApi>();

    private static Task<T> Done<T>(T value) => Task.FromResult(value);

    private static Task RunAsync<T>(HttpContext context, Func<ModelsApi, CancellationToken, Task<T>> run, JsonTypeInfo<T> type) => ApiCall.RunAsync(context, async () =>
        Results.Json(await run(context.RequestServices.GetRequiredService<ModelsApi>(), context.RequestAborted), type));
}
