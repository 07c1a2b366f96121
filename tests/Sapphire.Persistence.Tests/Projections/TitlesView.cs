using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Projections;

/// <summary>The example to follow: a title for each id, and every ordering that was applied.</summary>
internal static class TitlesView
{
    public static EventCatalog Catalog { get; } = new EventCatalog().Add("test.named.1", TitlesJson.Default.Named);

    public static ProjectionDefinition Define(
        int version = 1, string prefix = "", Action<ProjectedEvent>? onApply = null, Func<ProjectionTransaction, ProjectedEvent, Task>? sabotage = null) => new(
        "titles",
        version,
        static _ => "CREATE TABLE titles (id TEXT PRIMARY KEY, title TEXT NOT NULL); CREATE TABLE applied (ordering BIGINT NOT NULL);",
        static row => !row.PersistenceId.StartsWith("other", StringComparison.Ordinal),
        async (transaction, events) =>
        {
            foreach (ProjectedEvent one in events)
            {
                await transaction.ExecuteAsync(
                    "INSERT INTO titles (id, title) VALUES (@Id, @Title) ON CONFLICT (id) DO UPDATE SET title = excluded.title",
                    ("Id", one.PersistenceId),
                    ("Title", prefix + ((Named)one.Event).Title));
                await transaction.ExecuteAsync("INSERT INTO applied (ordering) VALUES (@Ordering)", ("Ordering", one.Ordering));
                onApply?.Invoke(one);
                await (sabotage?.Invoke(transaction, one) ?? Task.CompletedTask);
            }
        });

    public static Task<List<string>> TitlesAsync(this Projection projection) =>
        projection.QueryAsync(async connection => (await connection.QueryAsync<string>("SELECT id || '=' || title FROM titles ORDER BY id")).AsList());

    public static Task<List<long>> AppliedAsync(this Projection projection) =>
        projection.QueryAsync(async connection => (await connection.QueryAsync<long>("SELECT ordering FROM applied ORDER BY ordering")).AsList());

    public static JournalEntry Entry(long sequenceNr, string title) =>
        new(sequenceNr, "test.named.1", JsonSerializer.SerializeToUtf8Bytes(new Named(title), TitlesJson.Default.Named), Entries.Time);

    /// <summary>Writes an event as a new owner.</summary>
    public static async Task<long> NameAsync(this IJournal journal, string id, string title)
    {
        long epoch = await journal.RaiseEpochAsync(id);
        return await journal.WriteAsync(new(id, epoch, [Entry(await journal.HighestSequenceNrAsync(id) + 1, title)]));
    }

    /// <summary>Writes what nobody can read.</summary>
    public static async Task<long> WriteRawAsync(this IJournal journal, string id, string manifest, string text)
    {
        long epoch = await journal.RaiseEpochAsync(id);
        return await journal.WriteAsync(new(id, epoch, [new(await journal.HighestSequenceNrAsync(id) + 1, manifest, Encoding.UTF8.GetBytes(text), Entries.Time)]));
    }
}

#pragma warning disable MA0048 // The view's event.
internal sealed record Named(string Title);

[JsonSerializable(typeof(Named))]
internal sealed partial class TitlesJson : JsonSerializerContext;
#pragma warning restore MA0048
