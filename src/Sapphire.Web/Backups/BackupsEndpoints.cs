using Sapphire.Actors.Configuration;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Backups;

/// <summary>The backups' routes under <c>/api/backups</c>, and the backups that are made by themselves.</summary>
public static class BackupsEndpoints
{
    private const string Extension = ".tar.gz";

    /// <summary>Adds what makes and checks backups. <see cref="SettingsStore"/> and <see cref="HomeFolder"/> are registered beside it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="scheduled">False where another node makes those by themselves.</param>
    public static IServiceCollection AddBackups(this IServiceCollection services, bool scheduled)
    {
        services.AddSingleton(static p => new BackupWork(
            p.GetRequiredService<HomeFolder>(),
            p.GetRequiredService<SettingsStore>(),
            p.GetService<TimeProvider>() ?? TimeProvider.System,
            p.GetRequiredService<ILogger<BackupWork>>(),
            p.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        if (scheduled)
        {
            services.AddHostedService(static p => new BackupSchedule(
                p.GetRequiredService<BackupWork>(), p.GetRequiredService<SettingsStore>(), p.GetRequiredService<HomeFolder>(), p.GetService<TimeProvider>() ?? TimeProvider.System));
        }

        return services;
    }

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static IEndpointConventionBuilder MapBackups(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/backups");
        group.MapGet("", (RequestDelegate)(static context => RunAsync(context, static _ => StatusCodes.Status200OK)));
        group.MapPost("", (RequestDelegate)(static context => RunAsync(context, static services => Begun(services.GetRequiredService<BackupWork>().Create(automatic: false)))));
        group.MapPost("/{name}/verify", static (HttpContext context, string name) => RunAsync(context, services =>
        {
            Existing(services, name);
            return Begun(services.GetRequiredService<BackupWork>().Verify(name));
        }));
        group.MapDelete("/{name}", static (HttpContext context, string name) => RunAsync(context, services =>
        {
            if (services.GetRequiredService<BackupWork>().Running is not null)
            {
                throw Busy();
            }

            File.Delete(Existing(services, name));
            return StatusCodes.Status200OK;
        }));
        group.MapGet("/{name}", static (HttpContext context, string name) => ApiCall.RunAsync(context, () =>
            Task.FromResult(Results.File(Existing(context.RequestServices, name), "application/gzip", name))));
        return group;
    }

    private static int Begun(Task? work) => work is null ? throw Busy() : StatusCodes.Status202Accepted;

    private static ApiProblem Busy() => new(StatusCodes.Status409Conflict, "Another backup is being made or checked.", "Wait until it is done.");

    // A name in the folder and nothing else: no way out of it.
    private static string Existing(IServiceProvider services, string name)
    {
        string folder = services.GetRequiredService<HomeFolder>().BackupsFolder;
        return name.EndsWith(Extension, StringComparison.Ordinal) && Path.GetFileName(name) == name && File.Exists(Path.Combine(folder, name))
            ? Path.Combine(folder, name)
            : throw new ApiProblem(StatusCodes.Status404NotFound, "There is no such backup.", "It may have been deleted: look at the list again.");
    }

    private static Task RunAsync(HttpContext context, Func<IServiceProvider, int> work) => ApiCall.RunAsync(context, () =>
    {
        int status = work(context.RequestServices);
        return Task.FromResult(Results.Json(View(context.RequestServices), BackupsHttpJson.Default.BackupsView, statusCode: status));
    });

    private static BackupsView View(IServiceProvider services)
    {
        HomeFolder home = services.GetRequiredService<HomeFolder>();
        BackupWork work = services.GetRequiredService<BackupWork>();
        bool shares = services.GetService<SapphireOptions>()?.SharesState == true;
        return new(
            home.BackupsFolder,
            [.. new BackupFolder(home.BackupsFolder).Overview().Select(backup => View(backup, work))],
            work.Running,
            work.Outcome,
            shares ? "Settings, models and their keys, the password and what the assistant remembers are shared in the database and not in these backups: back the database up too." : "");
    }

    private static BackupView View(BackupSummary backup, BackupWork work) => new(
        backup.Name,
        backup.Size,
        backup.Manifest?.Created,
        backup.Manifest?.Program ?? "",
        backup.Manifest?.Secrets ?? false,
        backup.Manifest?.Files.Length ?? 0,
        backup.Name.StartsWith(BackupWork.AutomaticPrefix, StringComparison.Ordinal),
        backup.Problem ?? work.ProblemOf(backup.Name) ?? "",
        work.VerifiedAt(backup.Name));
}
