using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Journal;

/// <summary>
/// Random owners of a few ids over two journals on one file, with crashes, against a model that fits on a page: an id has an epoch and
/// a number of events; only the newest owner may append, and only the next numbers.
/// </summary>
public sealed class JournalModelTests
{
    private const int Ids = 3;

    [Fact]
    public void Any_interleaving_of_owners_writes_and_crashes_equals_the_model()
    {
        Gen<Step> step = from kind in Gen.Frequency((3, Gen.Constant(Kind.Own)), (12, Gen.Constant(Kind.Write)), (3, Gen.Constant(Kind.WriteAsOlder)), (2, Gen.Constant(Kind.Gap)), (2, Gen.Constant(Kind.Burst)), (1, Gen.Constant(Kind.Crash)))
                         from id in Gen.Choose(0, Ids - 1)
                         from journal in Gen.Choose(0, 1)
                         from count in Gen.Choose(1, 5)
                         select new Step(kind, id, journal, count);
        Prop.ForAll(Arb.From(Gen.ListOf(step)), async steps => await RunAsync([.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static async Task RunAsync(List<Step> steps)
    {
        using TemporaryFolder folder = new();
        int generation = 0;
        SqliteJournal[] journals = Open(Path(generation));
        long[] epochs = new long[Ids];
        int[] events = new int[Ids];
        try
        {
            foreach (Step step in steps)
            {
                string id = $"id-{step.Id}";
                SqliteJournal journal = journals[step.Journal];
                long epoch = epochs[step.Id];
                int next = events[step.Id] + 1;
                switch (step.Kind)
                {
                    case Kind.Own:
                        long raised = await journal.RaiseEpochAsync(id);
                        raised.ShouldBe(epoch + 1);
                        epochs[step.Id] = raised;
                        break;
                    case Kind.Write when epoch > 0:
                        await journal.WriteAsync(Write(id, epoch, next, step.Count));
                        events[step.Id] += step.Count;
                        break;
                    case Kind.Write or Kind.WriteAsOlder:
                        (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Write(id, Math.Max(1, epoch - 1) + (epoch == 1 ? 5 : 0), next, step.Count)))).Reason.ShouldBe(StorageReason.Fenced);
                        break;
                    case Kind.Gap when epoch > 0:
                        (await Should.ThrowAsync<StorageException>(journal.WriteAsync(Write(id, epoch, next + step.Count, 1)))).Reason.ShouldBe(StorageReason.Conflict);
                        break;
                    case Kind.Burst when epoch > 0:
                        // The second of three does not fit, so the third does not either; the first must stand.
                        Task[] burst = [journal.WriteAsync(Write(id, epoch, next, step.Count)), journal.WriteAsync(Write(id, epoch, next, 1)), journal.WriteAsync(Write(id, epoch, next + step.Count + 1, 1))];
                        await burst[0];
                        await Should.ThrowAsync<StorageException>(burst[1]);
                        await Should.ThrowAsync<StorageException>(burst[2]);
                        events[step.Id] += step.Count;
                        break;
                    case Kind.Crash:
                        // What a machine finds that lost its process here: the files as they are, and no chance to close them.
                        string from = Path(generation);
                        string to = Path(++generation);
                        foreach (string suffix in new[] { "", "-wal" })
                        {
                            if (File.Exists(from + suffix))
                            {
                                File.Copy(from + suffix, to + suffix);
                            }
                        }

                        SqliteJournal[] abandoned = journals;
                        journals = Open(to);
                        await CloseAsync(abandoned);
                        break;
                }
            }

            for (int i = 0; i < Ids; i++)
            {
                (await journals[i % 2].AllAsync($"id-{i}")).Select(row => (row.SequenceNr, Encoding.UTF8.GetString(row.Payload)))
                    .ShouldBe(Enumerable.Range(1, events[i]).Select(nr => ((long)nr, $$"""{"n":{{nr}}}""")));
            }

            (await journals[0].ReadAllAsync(0, 10_000)).Select(row => row.Ordering).ShouldBeUnique();
        }
        finally
        {
            await CloseAsync(journals);
        }

        string Path(int number) => folder.File($"journal-{number}.db");
    }

    private static SqliteJournal[] Open(string path)
    {
        SqliteJournalOptions options = new(path) { Synchronous = SqliteSynchronous.Normal, BusyTimeout = TimeSpan.FromSeconds(30) };
        return [SqliteJournal.Open(options), SqliteJournal.Open(options)];
    }

    private static async Task CloseAsync(SqliteJournal[] journals)
    {
        foreach (SqliteJournal journal in journals)
        {
            await journal.DisposeAsync();
        }
    }

    private static AtomicWrite Write(string id, long epoch, int from, int count) =>
        Entries.Write(id, epoch, [.. Enumerable.Range(from, count).Select(nr => (long)nr)]);

    private enum Kind
    {
        Own,
        Write,
        WriteAsOlder,
        Gap,
        Burst,
        Crash,
    }

    private sealed record Step(Kind Kind, int Id, int Journal, int Count);
}
