using Dapper;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Home;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Usage;

/// <summary>The read model of what replies cost: one row a quarter of an hour and model, so that the days of every time zone can be made of it.</summary>
public sealed class UsageView
{
    // Every time zone in use is a whole number of these away from UTC.
    private const long BucketTicks = TimeSpan.TicksPerMinute * 15;

    private const decimal PerDollar = 1_000_000_000m;

    // Of one reply.
    private const long MaxTokens = 1_000_000_000;
    private const decimal MaxDollars = 100_000m;

    private const string Schema = """
        CREATE TABLE usage (
            bucket        BIGINT NOT NULL,
            model         TEXT   NOT NULL,
            turns         BIGINT NOT NULL,
            input_tokens  BIGINT NOT NULL,
            output_tokens BIGINT NOT NULL,
            ticks         BIGINT NOT NULL,
            cached_tokens BIGINT NOT NULL,
            reasoning_tokens BIGINT NOT NULL,
            -- In billionths of a US dollar.
            cost          BIGINT NOT NULL,
            PRIMARY KEY (bucket, model)
        );
        CREATE TABLE open_turns (
            turn       TEXT   PRIMARY KEY,
            started_at BIGINT NOT NULL
        );
        """;

    private readonly IJournal _journal;
    private readonly Projection _projection;

    /// <summary>Takes the view.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="startProjection">Starts a projection; whoever gives it also ends it.</param>
    public UsageView(IJournal journal, Func<ProjectionDefinition, Projection> startProjection)
    {
        _journal = journal;
        _projection = startProjection(new("usage", Version: 2, static _ => Schema, ChatEventRows.IsOfChat, ApplyAsync));
    }

    /// <summary>Waits until an event counts.</summary>
    /// <param name="ordering">The event's ordering; null for all that the journal holds now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It takes longer than some seconds.</exception>
    public Task WaitForAsync(long? ordering, CancellationToken cancellationToken) =>
        _projection.WaitForAsync(Math.Min(ordering ?? long.MaxValue, _journal.LastOrdering), ChatEventRows.Patience, cancellationToken);

    /// <summary>The usage from one day to another, both included.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="zone">Whose days.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="StorageException">The view cannot be read.</exception>
    public async Task<UsageReport> ReadAsync(DateOnly from, DateOnly to, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        // A day more on both sides: no zone is further away from UTC.
        long first = from.ToDateTime(TimeOnly.MinValue).Ticks / BucketTicks;
        long last = to.ToDateTime(TimeOnly.MinValue).Ticks / BucketTicks;
        const long Day = TimeSpan.TicksPerDay / BucketTicks;
        List<Row> rows = await _projection.QueryAsync(
            async connection => (await connection.QueryAsync<Row>(new(
                "SELECT bucket AS Bucket, model AS Model, turns AS Turns, input_tokens AS InputTokens, output_tokens AS OutputTokens, ticks AS Ticks, cached_tokens AS CachedTokens, reasoning_tokens AS ReasoningTokens, cost AS Cost FROM usage WHERE bucket BETWEEN @First AND @Last",
                new { First = first - Day, Last = last + (2 * Day) },
                cancellationToken: cancellationToken))).AsList(),
            cancellationToken);
        return new(from, to,
        [
            .. rows.GroupBy(row => (Day: DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(new DateTime(row.Bucket * BucketTicks, DateTimeKind.Utc), zone)), row.Model))
                .Where(group => group.Key.Day >= from && group.Key.Day <= to)
                .Select(group => new UsageLine(
                    group.Key.Day,
                    group.Key.Model,
                    group.Sum(row => row.Turns),
                    group.Sum(row => row.InputTokens),
                    group.Sum(row => row.OutputTokens),
                    Math.Round(group.Sum(row => row.Ticks) / (double)TimeSpan.TicksPerSecond, 1))
                {
                    CachedTokens = group.Sum(row => row.CachedTokens),
                    ReasoningTokens = group.Sum(row => row.ReasoningTokens),
                    CostUsd = group.Sum(row => row.Cost) / PerDollar,
                })
                .OrderByDescending(line => line.Day)
                .ThenByDescending(line => line.InputTokens + line.OutputTokens)
                .ThenBy(line => line.Model, StringComparer.Ordinal),
        ]);
    }

    private static async Task ApplyAsync(ProjectionTransaction transaction, IReadOnlyList<ProjectedEvent> events)
    {
        foreach (ProjectedEvent one in events)
        {
            switch (one.Event)
            {
                case TurnStarted e:
                    await transaction.ExecuteAsync(
                        "INSERT INTO open_turns (turn, started_at) VALUES (@Turn, @At) ON CONFLICT (turn) DO UPDATE SET started_at = excluded.started_at",
                        ("Turn", e.TurnId.ToString()),
                        ("At", e.At.UtcTicks));
                    break;
                case ReplyCompleted e:
                    await transaction.ExecuteAsync(
                        """
                        INSERT INTO usage (bucket, model, turns, input_tokens, output_tokens, ticks, cached_tokens, reasoning_tokens, cost)
                        VALUES (@Bucket, @Model, 1, @Input, @Output, coalesce((SELECT CAST(@At AS BIGINT) - started_at FROM open_turns WHERE turn = @Turn), 0), @Cached, @Reasoning, @Cost)
                        ON CONFLICT (bucket, model) DO UPDATE SET turns = usage.turns + 1, input_tokens = usage.input_tokens + excluded.input_tokens,
                            output_tokens = usage.output_tokens + excluded.output_tokens, ticks = usage.ticks + excluded.ticks,
                            cached_tokens = usage.cached_tokens + excluded.cached_tokens, reasoning_tokens = usage.reasoning_tokens + excluded.reasoning_tokens, cost = usage.cost + excluded.cost
                        """,
                        ("Bucket", e.At.UtcTicks / BucketTicks),
                        ("Model", e.Model ?? ""),
                        ("Input", Plausible(e.Usage?.InputTokens)),
                        ("Output", Plausible(e.Usage?.OutputTokens)),
                        ("At", e.At.UtcTicks),
                        ("Turn", e.TurnId.ToString()),
                        ("Cached", Plausible(e.Usage?.CachedTokens)),
                        ("Reasoning", Plausible(e.Usage?.ReasoningTokens)),
                        ("Cost", (long)decimal.Round(Math.Clamp(e.Usage?.CostUsd ?? 0, 0, MaxDollars) * PerDollar)));
                    await CloseAsync(transaction, e.TurnId.ToString());
                    break;
                case TurnFailed e:
                    await CloseAsync(transaction, e.TurnId.ToString());
                    break;
                case TurnCancelled e:
                    await CloseAsync(transaction, e.TurnId.ToString());
                    break;
                case TurnInterrupted e:
                    await CloseAsync(transaction, e.TurnId.ToString());
                    break;
            }
        }
    }

    // One event whose numbers cannot be must not stop the view for ever: no sum of them may leave its column.
    private static long Plausible(long? tokens) => Math.Clamp(tokens ?? 0, 0, MaxTokens);

    private static ValueTask CloseAsync(ProjectionTransaction transaction, string turn) =>
        transaction.ExecuteAsync("DELETE FROM open_turns WHERE turn = @Turn", ("Turn", turn));

    // Dapper fills it by column name.
    private sealed record Row(long Bucket, string Model, long Turns, long InputTokens, long OutputTokens, long Ticks, long CachedTokens, long ReasoningTokens, long Cost);
}
