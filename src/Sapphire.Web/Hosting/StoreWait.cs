using System.Net;
using System.Text;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Storage;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Web.Hosting;

/// <summary>
/// Before a start: waits for a database that is away, and says so on the console and, where the node has pages, at their address
/// (every path answers 503). One that answers and refuses is an error at once.
/// </summary>
internal static class StoreWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the database answers.</summary>
    /// <exception cref="StorageException">It refuses; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The program is to stop.</exception>
    public static async Task UntilThereAsync(SapphireHostOptions options, CancellationToken cancellationToken)
    {
        PostgresJournalOptions database = options.Options.Storage.PostgreSql.ForJournal(options.Home, options.Options.Journal);
        if (await PostgresServerState.FindProblemAsync(database, cancellationToken) is not { } problem)
        {
            return;
        }

        await Console.Error.WriteLineAsync($"sapphire: {problem.Message.ReplaceLineEndings(" ")} It is tried again by itself; Ctrl-C ends it.");
        await using WebApplication? page = options.Roles.HasFlag(NodeRole.Web) ? await StartPageAsync(options, problem, cancellationToken) : null;
        do
        {
            await Task.Delay(Pause, options.Time, cancellationToken);
        }
        while (await PostgresServerState.FindProblemAsync(database, cancellationToken) is not null);
        await Console.Error.WriteLineAsync("sapphire: The database answers now.");
        if (page is not null)
        {
            await page.StopAsync(cancellationToken);
        }
    }

    private static async Task<WebApplication> StartPageAsync(SapphireHostOptions options, StorageException problem, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Sapphire" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Web.LoopbackPort));
        WebApplication page = builder.Build();
        byte[] health = "{\"status\":\"degraded\",\"degraded\":[\"store\"]}"u8.ToArray();
        byte[] text = Encoding.UTF8.GetBytes($"Sapphire waits for its database.\n\n{StorageStatus.ForPeople(problem.Message)}\n\nIt goes on by itself.\n");
        page.Run(async context =>
        {
            bool asked = context.Request.Path == "/healthz";
            context.Response.StatusCode = asked ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = asked ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.RetryAfter = "2";
            await context.Response.Body.WriteAsync(asked ? health : text, context.RequestAborted);
        });
        try
        {
            await page.StartAsync(cancellationToken);
            return page;
        }
        catch (Exception e) when (ListenProblem.Describe(e, options.Web) is not null)
        {
            await page.DisposeAsync();
            throw ListenProblem.Describe(e, options.Web)!;
        }
    }
}
