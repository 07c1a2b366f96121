using Sapphire.Actors.Configuration;
using Sapphire.Actors.Home;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Projections;
using Sapphire.Web.Cli;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;
using Sapphire.Web.Json;

namespace Sapphire.Web.Dashboard;

/// <summary>The routes of the Dashboard: <c>GET /api/dashboard</c> and <c>POST /api/dashboard/views/{name}/rebuild</c>.</summary>
internal static class DashboardEndpoints
{
    /// <summary>Registers what they need.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services) =>
        services.AddSingleton(static provider => new StorageMeter(
            provider.GetRequiredService<HomeFolder>(),
            provider.GetRequiredService<SapphireOptions>().Storage.Kind == StorageKind.Sqlite ? "sqlite" : "postgresql",
            provider.GetRequiredService<TimeProvider>()));

    /// <summary>Maps the routes. Whoever may log in may use them; login is put around them by the caller.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/dashboard", (RequestDelegate)(static context => RunAsync(context, ReadAsync)));
        routes.MapPost("/api/dashboard/views/{name}/rebuild", (RequestDelegate)(static context => RunAsync(context, RebuildAsync)));
    }

    private static Task RunAsync(HttpContext context, Func<HttpContext, Task<IResult>> run) => ApiCall.RunAsync(context, () => run(context));

    private static async Task<IResult> ReadAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        IServiceProvider services = context.RequestServices;
        StorageUseView storage = await services.GetRequiredService<StorageMeter>().ReadAsync(context.RequestAborted);
        return Results.Json(
            new DashboardAnswer(
                CommandLine.Version,
                [.. services.GetServices<IHealthPart>().Select(part => new HealthPartView(part.Name, part.IsHealthy, part.IsHealthy ? null : part.Problem))],
                [.. services.GetRequiredService<ReadModels>().All.Select(projection => View(projection.Status))],
                storage),
            ContractsJsonContext.Default.DashboardAnswer);
    }

    private static Task<IResult> RebuildAsync(HttpContext context)
    {
        string name = (string)context.Request.RouteValues["name"]!;
        ReadModels models = context.RequestServices.GetRequiredService<ReadModels>();
        Projection projection = models.All.FirstOrDefault(one => one.Name == name)
            ?? throw new ApiProblem(StatusCodes.Status404NotFound, $"There is no view '{name}'.", $"There are {string.Join(", ", models.All.Select(one => one.Name))}.");

        // It goes on by itself, also after a restart; how far it is stands in GET /api/dashboard.
        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Sapphire.Web.Dashboard");
        _ = ObserveAsync(projection, logger);
        return Task.FromResult(Results.Accepted());
    }

    private static async Task ObserveAsync(Projection projection, ILogger logger)
    {
        try
        {
            await projection.RebuildAsync();
            DashboardLog.Rebuilt(logger, projection.Name);
        }
        catch (Exception e)
        {
            // The program ends, or the view says in its status what is wrong; it is tried again by itself.
            DashboardLog.NotRebuilt(logger, e, projection.Name);
        }
    }

    private static ReadModelView View(ProjectionStatus status) => new(
        status.Name,
        Math.Max(0, status.JournalOffset - status.Offset),
        status.Parked,
        status.Rebuild is { } rebuild ? Math.Clamp(rebuild.JournalOffset == 0 ? 1 : (double)rebuild.Offset / rebuild.JournalOffset, 0, 1) : null,
        status.Error);
}
