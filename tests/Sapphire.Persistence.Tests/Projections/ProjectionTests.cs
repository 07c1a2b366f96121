using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Projections;

public sealed class ProjectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private SqliteJournal _journal = null!;

    private string ViewPath => _folder.File("read-models.db");

    public ValueTask InitializeAsync()
    {
        _journal = SqliteJournal.Open(new(_folder.File("journal.db")));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_view_follows_the_journal()
    {
        await using Projection projection = Projection.Start(Titles(), _journal);
        await WriteAsync("a", "first");
        await WriteAsync("b", "second");
        await WriteAsync("a", "renamed");
        (await ReadAsync(projection)).ShouldBe(["a=renamed", "b=second"]);
    }

    [Fact]
    public async Task It_goes_on_where_it_stopped_and_applies_nothing_twice()
    {
        await WriteAsync("a", "first");
        await using (Projection projection = Projection.Start(Titles(), _journal))
        {
            await ReadAsync(projection);
        }

        await WriteAsync("b", "second");
        List<long> applied = [];
        await using Projection next = Projection.Start(Titles(onApply: row => applied.Add(row.Ordering)), _journal);
        (await ReadAsync(next)).ShouldBe(["a=first", "b=second"]);
        applied.ShouldBe([2]);
    }

    [Fact]
    public async Task A_missing_a_damaged_and_an_older_view_are_rebuilt()
    {
        await WriteAsync("a", "first");
        await using (Projection projection = Projection.Start(Titles(), _journal))
        {
            await ReadAsync(projection);
        }

        await File.WriteAllBytesAsync(ViewPath, [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7))]);
        await using (Projection projection = Projection.Start(Titles(), _journal))
        {
            (await ReadAsync(projection)).ShouldBe(["a=first"]);
        }

        File.Delete(ViewPath);
        await using (Projection projection = Projection.Start(Titles(), _journal))
        {
            (await ReadAsync(projection)).ShouldBe(["a=first"]);
        }

        await using Projection newer = Projection.Start(Titles(version: 2, prefix: "v2:"), _journal);
        (await ReadAsync(newer)).ShouldBe(["a=v2:first"]);
    }

    [Fact]
    public async Task A_page_that_fails_leaves_neither_rows_nor_offset_and_is_tried_again()
    {
        int failures = 2;
        await WriteAsync("a", "first");
        await WriteAsync("b", "second");
        await using Projection projection = Projection.Start(
            Titles(onApply: row =>
            {
                if (row.PersistenceId == "b" && failures-- > 0)
                {
                    throw new InvalidOperationException("the view cannot take this now");
                }
            }),
            _journal);
        (await ReadAsync(projection)).ShouldBe(["a=first", "b=second"]);
        failures.ShouldBe(-1);
        (await projection.QueryAsync(connection => connection.ExecuteScalar<long>("SELECT applied FROM counts"))).ShouldBe(2);
    }

    // The example to follow: a title for each id, and how many events made the view.
    private ProjectionOptions Titles(int version = 1, string prefix = "", Action<JournalRow>? onApply = null) => new(
        "titles",
        ViewPath,
        version,
        "CREATE TABLE titles (id TEXT PRIMARY KEY, title TEXT NOT NULL); CREATE TABLE counts (applied INTEGER NOT NULL); INSERT INTO counts VALUES (0)",
        ["titles", "counts"],
        (connection, row) =>
        {
            connection.Execute(
                "INSERT INTO titles VALUES (@Id, @Title) ON CONFLICT (id) DO UPDATE SET title = excluded.title",
                new { Id = row.PersistenceId, Title = prefix + Encoding.UTF8.GetString(row.Payload) });
            connection.Execute("UPDATE counts SET applied = applied + 1");
            onApply?.Invoke(row);
        });

    private async Task<List<string>> ReadAsync(Projection projection)
    {
        await projection.WaitForAsync(_journal.LastOrdering).WaitAsync(Patience);
        return await projection.QueryAsync((SqliteConnection connection) => connection.Query<string>("SELECT id || '=' || title FROM titles ORDER BY id").AsList());
    }

    private async Task WriteAsync(string id, string title)
    {
        long epoch = await _journal.RaiseEpochAsync(id);
        await _journal.WriteAsync(new(id, epoch, [Entries.Entry(await _journal.HighestSequenceNrAsync(id) + 1, title)]));
    }
}
