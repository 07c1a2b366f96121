using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>
/// Random owners of a few ids over two journals on one store, against a model that fits on a page: an id has an epoch, numbers, what
/// of them was deleted, and snapshots; only the newest owner may append, and only the next numbers.
/// </content>
public abstract partial class JournalContract
{
    private const int ModelIds = 3;

    [Fact]
    public async Task Any_interleaving_of_owners_writes_and_deletions_equals_the_model()
    {
        Gen<Step> step = from kind in Gen.Frequency(
                             (3, Gen.Constant(Kind.Own)), (12, Gen.Constant(Kind.Write)), (3, Gen.Constant(Kind.WriteAsOlder)), (2, Gen.Constant(Kind.Gap)), (2, Gen.Constant(Kind.Burst)),
                             (2, Gen.Constant(Kind.Delete)), (2, Gen.Constant(Kind.Snapshot)), (1, Gen.Constant(Kind.DeleteSnapshots)))
                         from id in Gen.Choose(0, ModelIds - 1)
                         from journal in Gen.Choose(0, 1)
                         from count in Gen.Choose(1, 5)
                         select new Step(kind, id, journal, count);
        IJournal[] journals = [await OpenAsync(), await OpenAsync()];
        int run = 0;
        Prop.ForAll(Arb.From(Gen.ListOf(step)), async steps => await RunModelAsync(journals, $"{Interlocked.Increment(ref run)}", [.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static async Task RunModelAsync(IJournal[] journals, string run, List<Step> steps)
    {
        Model[] models = [.. Enumerable.Range(0, ModelIds).Select(i => new Model($"{run}-{i}"))];
        foreach (Step step in steps)
        {
            IJournal journal = journals[step.Journal];
            Model model = models[step.Id];
            if (model.Epoch == 0 && step.Kind != Kind.Own)
            {
                (await RefusalAsync(() => journal.WriteAsync(Entries.Write(model.Id, 1, 1)))).ShouldBe(StorageReason.Fenced);
                continue;
            }

            await ActAsync(step, journal, model);
        }

        for (int i = 0; i < ModelIds; i++)
        {
            Model model = models[i];
            IJournal journal = journals[i % 2];
            (await NumbersAsync(journal, model.Id)).ShouldBe(Numbers(model.Deleted + 1, model.Highest - model.Deleted));
            (await journal.HighestSequenceNrAsync(model.Id)).ShouldBe(model.Highest);
            (await journal.LoadSnapshotAsync(model.Id))?.SequenceNr.ShouldBe(model.Snapshots.Max);
            (await journal.LoadSnapshotAsync(model.Id) is null).ShouldBe(model.Snapshots.IsEmpty);
        }

        HashSet<string> ids = [.. models.Select(model => model.Id)];
        ImmutableArray<JournalRow> all = [.. (await EverythingAsync(journals[0])).Where(row => ids.Contains(row.PersistenceId))];
        all.Length.ShouldBe(models.Sum(model => model.Highest - model.Deleted));
        all.Select(row => row.Ordering).ShouldBe(all.Select(row => row.Ordering).Distinct().Order());
    }

    private static async Task ActAsync(Step step, IJournal journal, Model model)
    {
        long next = model.Highest + 1;
        switch (step.Kind)
        {
            case Kind.Own:
                long raised = await journal.RaiseEpochAsync(model.Id);
                raised.ShouldBeGreaterThan(model.Epoch);
                (model.Older, model.Epoch) = (model.Epoch, raised);
                break;
            case Kind.Write:
                await journal.WriteAsync(Entries.Write(model.Id, model.Epoch, Numbers(next, step.Count)));
                model.Highest += step.Count;
                break;
            case Kind.WriteAsOlder:
                (await RefusalAsync(() => journal.WriteAsync(Entries.Write(model.Id, model.Older, Numbers(next, step.Count))))).ShouldBe(StorageReason.Fenced);
                break;
            case Kind.Gap:
                (await RefusalAsync(() => journal.WriteAsync(Entries.Write(model.Id, model.Epoch, next + step.Count)))).ShouldBe(StorageReason.Conflict);
                break;
            case Kind.Burst:
                // The second of three does not fit, so the third does not either; the first must stand.
                Task[] burst =
                [
                    journal.WriteAsync(Entries.Write(model.Id, model.Epoch, Numbers(next, step.Count))),
                    journal.WriteAsync(Entries.Write(model.Id, model.Epoch, next)),
                    journal.WriteAsync(Entries.Write(model.Id, model.Epoch, next + step.Count + 1)),
                ];
                await burst[0];
                (await RefusalAsync(() => burst[1])).ShouldBe(StorageReason.Conflict);
                (await RefusalAsync(() => burst[2])).ShouldBe(StorageReason.Conflict);
                model.Highest += step.Count;
                break;
            case Kind.Delete:
                long to = model.Deleted + step.Count;
                await journal.DeleteEventsAsync(model.Id, model.Epoch, to);
                model.Deleted = (int)Math.Max(model.Deleted, Math.Min(to, model.Highest));
                break;
            case Kind.Snapshot:
                await journal.SaveSnapshotAsync(new(model.Id, model.Highest, "state.1", [1], Entries.Time), model.Epoch);
                model.Snapshots = model.Snapshots.Add(model.Highest);
                break;
            case Kind.DeleteSnapshots:
                await journal.DeleteSnapshotsAsync(model.Id, model.Epoch, new(model.Highest - 1));
                model.Snapshots = [.. model.Snapshots.Where(nr => nr == model.Highest)];
                break;
        }
    }

    private enum Kind
    {
        Own,
        Write,
        WriteAsOlder,
        Gap,
        Burst,
        Delete,
        Snapshot,
        DeleteSnapshots,
    }

    private sealed record Step(Kind Kind, int Id, int Journal, int Count);

    private sealed class Model(string id)
    {
        public string Id => id;

        public long Epoch { get; set; }

        public long Older { get; set; }

        public int Highest { get; set; }

        public int Deleted { get; set; }

        public ImmutableSortedSet<long> Snapshots { get; set; } = [];
    }
}
