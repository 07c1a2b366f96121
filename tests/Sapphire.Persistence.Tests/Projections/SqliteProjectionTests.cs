using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Projections;

namespace Sapphire.Persistence.Tests.Projections;

/// <summary>Projections in files.</summary>
public sealed class SqliteProjectionTests : ProjectionSpec
{
    private readonly TemporaryFolder _folder = new();

    protected override string OffsetTable => "projection";

    private string Views => _folder.File("views");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_missing_and_a_damaged_view_are_built_anew()
    {
        long last = await Journal.NameAsync("a", "first");
        foreach (Action harm in (Action[])[() => { }, () => Harm(Views), () => Directory.Delete(Views, recursive: true), () => Cut(Views)])
        {
            harm();
            await using IProjectionStore store = OpenStore();
            await using Projection projection = Start(store, TitlesView.Define());
            await ShouldShowAsync(projection, last, "a=first");
            await UntilReadyAsync(projection);
        }
    }

    [Fact]
    public async Task A_view_that_is_damaged_while_it_runs_is_built_anew()
    {
        for (int i = 0; i < 2000; i++)
        {
            await Journal.NameAsync("a" + i % 400, new string('x', 100));
        }

        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define());
        await projection.WaitForAsync(Journal.LastOrdering, Patience);
        await UntilReadyAsync(projection);
        long before = projection.Status.Generation;
        Harm(Views);
        await Journal.NameAsync("a1", "after");
        await ShouldBeAsync(
            async () =>
            {
                try
                {
                    return await projection.TitlesAsync();
                }
                catch (Sapphire.Persistence.Sqlite.StorageException)
                {
                    // What is asked of the damaged pages fails until the new generation answers.
                    return [];
                }
            },
            titles => titles.Contains("a1=after"));
        projection.Status.Generation.ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task A_view_whose_file_is_taken_away_while_it_runs_is_built_anew()
    {
        long last = await Journal.NameAsync("a", "first");
        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define());
        await ShouldShowAsync(projection, last, "a=first");
        await UntilReadyAsync(projection);
        Directory.Delete(Views, recursive: true);
        await ShouldBeAsync(projection.TitlesAsync, titles => titles is ["a=first"]);
        await ShouldShowAsync(projection, await Journal.NameAsync("b", "second"), "a=first", "b=second");
    }

    [Fact]
    public async Task A_view_of_another_journal_is_built_anew()
    {
        await Journal.NameAsync("x", "of the old journal");
        await Journal.NameAsync("y", "of the old journal");
        await using (IProjectionStore store = OpenStore())
        await using (Projection projection = Start(store, TitlesView.Define()))
        {
            await projection.WaitForAsync(2, Patience);
            await UntilReadyAsync(projection);
        }

        await using SqliteJournal other = SqliteJournal.Open(new(_folder.File("other.db")));
        await other.NameAsync("a", "first");
        await other.NameAsync("b", "second");
        await using IProjectionStore again = OpenStore();
        await using Projection next = Projection.Start(TitlesView.Define(), again, other, TitlesView.Catalog);
        await ShouldShowAsync(next, 2, "a=first", "b=second");
    }

    [Fact]
    public async Task What_a_crash_leaves_half_begun_is_put_away()
    {
        long last = await Journal.NameAsync("a", "first");
        Directory.CreateDirectory(Views);
        await File.WriteAllBytesAsync(Path.Combine(Views, "titles.7.db"), []);
        await using IProjectionStore store = OpenStore();
        await using Projection projection = Start(store, TitlesView.Define());
        await ShouldShowAsync(projection, last, "a=first");
        File.Exists(Path.Combine(Views, "titles.7.db")).ShouldBeFalse();
    }

    protected override Task<IJournal> OpenJournalAsync() => Task.FromResult<IJournal>(SqliteJournal.Open(new(_folder.File("journal.db"))));

    protected override IProjectionStore OpenStore() => new SqliteProjectionStore(Views);

    private static void Harm(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "titles.*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            stream.Position = 100;
            stream.Write([.. Enumerable.Range(0, (int)Math.Max(0, stream.Length - 100)).Select(i => (byte)(i * 7))]);
        }
    }

    private static void Cut(string folder)
    {
        using FileStream file = new(Directory.EnumerateFiles(folder, "titles.*.db").Single(), FileMode.Open);
        file.SetLength(file.Length / 2);
    }
}
