using System.Globalization;
using Sapphire.Actors.Search;
using Sapphire.Actors.Usage;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;
using Sapphire.Web.Json;

namespace Sapphire.Web.Search;

/// <summary>The routes that read views: <c>/api/search</c> and <c>/api/usage</c>.</summary>
public static class SearchEndpoints
{
    private const string DayFormat = "yyyy-MM-dd";
    private const int DefaultLimit = 20;
    private const int DefaultDays = 30;

    // The days of one answer: about three years.
    private const int MaxDays = 1100;

    /// <summary>Maps the routes. Whoever may log in may use them; login is put around them by the caller.</summary>
    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/search", (RequestDelegate)(static context => RunAsync(context, SearchAsync)));
        routes.MapGet("/api/usage", (RequestDelegate)(static context => RunAsync(context, UsageAsync)));
    }

    private static async Task<IResult> SearchAsync(HttpContext context)
    {
        SearchView view = context.RequestServices.GetRequiredService<SearchView>();
        IQueryCollection query = context.Request.Query;
        long limit = Number(query, "limit") ?? DefaultLimit;
        if (limit is < 1 or > SearchView.MaxLimit)
        {
            throw ApiProblem.Bad("The limit is out of range.", $"Ask for 1 to {SearchView.MaxLimit} hits at a time.");
        }

        await WaitAsync(query, view.WaitForAsync, context.RequestAborted);
        SearchResults results = await view.SearchAsync(query["q"], query["after"], (int)limit, context.RequestAborted);
        return Results.Json(new SearchAnswer(results.Hits, results.Next), ContractsJsonContext.Default.SearchAnswer);
    }

    private static async Task<IResult> UsageAsync(HttpContext context)
    {
        UsageView view = context.RequestServices.GetRequiredService<UsageView>();
        IQueryCollection query = context.Request.Query;
        TimeZoneInfo zone = Zone(query["zone"]);
        DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), zone).DateTime);
        DateOnly to = Day(query, "to") ?? today;
        DateOnly from = Day(query, "from") ?? to.AddDays(1 - DefaultDays);
        if (from > to || to.DayNumber - from.DayNumber >= MaxDays)
        {
            throw ApiProblem.Bad("These days cannot be shown.", $"The first day comes before the last one, at most {MaxDays} days apart.");
        }

        await WaitAsync(query, view.WaitForAsync, context.RequestAborted);
        UsageReport report = await view.ReadAsync(from, to, zone, context.RequestAborted);
        return Results.Json(
            new UsageAnswer(
                Text(from),
                Text(to),
                zone.Id,
                [.. report.Days.Select(line => new UsageLineView(Text(line.Day), line.Model, line.Turns, line.InputTokens, line.OutputTokens, line.Seconds, line.CachedTokens, line.ReasoningTokens, line.CostUsd))]),
            ContractsJsonContext.Default.UsageAnswer);
    }

    // Read your own writes: up to an event, or to all that is stored when the request comes.
    private static async Task WaitAsync(IQueryCollection query, Func<long?, CancellationToken, Task> wait, CancellationToken cancellationToken)
    {
        long? ordering = Number(query, "ordering");
        if (ordering is not null || string.Equals(query["wait"], "true", StringComparison.OrdinalIgnoreCase))
        {
            await wait(ordering, cancellationToken);
        }
    }

    private static Task RunAsync(HttpContext context, Func<HttpContext, Task<IResult>> run) => ApiCall.RunAsync(context, async () =>
    {
        try
        {
            context.Response.Headers.CacheControl = "no-store";
            return await run(context);
        }
        catch (TimeoutException e)
        {
            context.Response.Headers.RetryAfter = "1";
            throw new ApiProblem(StatusCodes.Status503ServiceUnavailable, "The latest messages are not in yet.", e.Message);
        }
        catch (StorageException e)
        {
            // The message names files of the server's: for its log, not for the page.
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Sapphire.Web.Search").LogWarning(e, "A view could not be read.");
            context.Response.Headers.RetryAfter = "2";
            throw new ApiProblem(StatusCodes.Status503ServiceUnavailable, "This cannot be read now.", "It is made anew from your chats, which are safe. Try again in a moment.");
        }
    });

    private static long? Number(IQueryCollection query, string name) =>
        query[name] is not [{ Length: > 0 } text] ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw ApiProblem.Bad($"'{name}' is no number.", "Use a whole number that is not negative.");

    private static DateOnly? Day(IQueryCollection query, string name) =>
        query[name] is not [{ Length: > 0 } text] ? null
        : DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year is > 1 and < 9999 ? day
        : throw ApiProblem.Bad($"'{name}' is no day.", "Write it as 2026-01-31.");

    private static TimeZoneInfo Zone(string? id) =>
        string.IsNullOrEmpty(id) ? TimeZoneInfo.Local
        : TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) ? zone
        : throw ApiProblem.Bad("There is no such time zone.", "Use a name such as Europe/Berlin.");

    private static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);
}
