using System.Text.Json.Serialization.Metadata;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Settings;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Settings;

/// <summary>The settings' routes under <c>/api/settings</c>, and the restart of the process.</summary>
public static class SettingsEndpoints
{
    /// <summary>Adds what the routes need. The <see cref="SettingsStore"/> is registered beside it.</summary>
    public static IServiceCollection AddSettings(this IServiceCollection services) =>
        services
            .AddSingleton(static p => new RestartControl(p.GetService<IHostApplicationLifetime>(), p.GetService<TimeProvider>() ?? TimeProvider.System))
            .AddSingleton(static p => new SettingsApi(p.GetRequiredService<SettingsStore>(), p.GetRequiredService<RestartControl>(), p.GetService<ConfigReport>()));

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static IEndpointConventionBuilder MapSettings(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/settings");
        group.MapGet("", (RequestDelegate)(static context => RunAsync(context, static api => api.View())));
        group.MapPut("", (RequestDelegate)(static context => RunAsync(context, async (api, token) => api.Put(await BodyAsync(context, SettingsHttpJson.Default.SettingsRequest, token)))));
        group.MapDelete("", (RequestDelegate)(static context => RunAsync(context, api => api.ResetAll(context.Request.Query["category"].FirstOrDefault()))));
        group.MapPut("/{key}", static (HttpContext context, string key) =>
            RunAsync(context, async (api, token) => api.Put(key, await BodyAsync(context, SettingsHttpJson.Default.SettingRequest, token))));
        group.MapDelete("/{key}", static (HttpContext context, string key) => RunAsync(context, api => api.Reset(key)));
        routes.MapPost("/api/restart", (RequestDelegate)RestartAsync);
        return group;
    }

    private static Task RestartAsync(HttpContext context) => ApiCall.RunAsync(context, () =>
    {
        RestartControl restart = context.RequestServices.GetRequiredService<RestartControl>();
        if (!RestartControl.CanRestart)
        {
            throw new ApiProblem(StatusCodes.Status501NotImplemented, "Sapphire cannot restart itself on this system.", "Stop it and start it again.");
        }

        // The answer goes out before the listeners close.
        context.Response.OnCompleted(() =>
        {
            restart.Request();
            return Task.CompletedTask;
        });
        return Task.FromResult(Results.Accepted());
    });

    private static Task<T> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken token) => ApiCall.BodyAsync(context, type, token);

    private static Task RunAsync(HttpContext context, Func<SettingsApi, SettingsView> run) => RunAsync(context, (api, _) => Task.FromResult(run(api)));

    private static Task RunAsync(HttpContext context, Func<SettingsApi, CancellationToken, Task<SettingsView>> run) => ApiCall.RunAsync(context, async () =>
        Results.Json(await run(context.RequestServices.GetRequiredService<SettingsApi>(), context.RequestAborted), SettingsHttpJson.Default.SettingsView));
}
