using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tests.Actors;

/// <summary>Long histories, and many at once. The full counts are those of the soak.</summary>
public sealed class LargeRecoveryTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder _folder = new();
    private readonly StagedJournal _journal;
    private readonly ActorSystem _system = ActorSystem.Create("large", TestSystem.Prepare(ActorSystemSetup.Empty));

    public LargeRecoveryTests() =>
        _journal = new(SqliteJournal.Open(new(_folder.File("journal.db")) { Synchronous = SqliteSynchronous.Normal }));

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public Task A_history_of_twenty_thousand_events_is_recovered_without_filling_the_memory() => RecoverLongAsync(20_000);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "recovery-long")]
    public Task A_history_of_a_hundred_thousand_events_is_recovered_without_filling_the_memory() => RecoverLongAsync(100_000);

    [Fact]
    public Task A_thousand_ids_recover_at_once_within_the_bound() => RecoverManyAsync(1000);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "recovery-many")]
    public Task Ten_thousand_ids_recover_at_once_within_the_bound() => RecoverManyAsync(10_000);

    private async Task RecoverLongAsync(int count)
    {
        long epoch = await _journal.RaiseEpochAsync("long");
        foreach (int[] numbers in Enumerable.Range(1, count).Chunk(1000))
        {
            await _journal.WriteAsync(new("long", epoch, [.. numbers.Select(nr => ScriptedStage.Event(nr, $"text {nr}"))]));
        }

        // A page is handed over when that before the last one is applied: at any time at most four are read and not applied.
        long applied = 0;
        long ahead = 0;
        _journal.ReplaceRead = rows =>
        {
            if (!rows.IsEmpty)
            {
                ahead = Math.Max(ahead, rows[^1].SequenceNr - Volatile.Read(ref applied));
            }

            return rows;
        };
        Persistence.Add(_system, _journal, CounterJson.Catalog());
        TaskCompletionSource<long> recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _system.ActorOf(Props.Create(() => new LongActor(nr => Volatile.Write(ref applied, nr), recovered)));
        (await recovered.Task.WaitAsync(Patience)).ShouldBe(count);
        ahead.ShouldBeInRange(1000, 4000);
    }

    private async Task RecoverManyAsync(int count)
    {
        const int Permits = 50;
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            string id = $"many-{i}";
            await _journal.WriteAsync(new(id, await _journal.RaiseEpochAsync(id), [ScriptedStage.Event(1, id), ScriptedStage.Event(2, "b")]));
        }));
        int recovering = 0;
        int most = 0;
        _journal.BeforeRaise = _ =>
        {
            int now = Interlocked.Increment(ref recovering);
            InterlockedMax(ref most, now);
            return Task.CompletedTask;
        };
        Persistence.Add(_system, _journal, CounterJson.Catalog()).Settings.MaxConcurrentRecoveries.ShouldBe(Permits);
        TaskCompletionSource<string>[] recovered = [.. Enumerable.Range(0, count).Select(_ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously))];
        Action completed = () => Interlocked.Decrement(ref recovering);
        for (int i = 0; i < count; i++)
        {
            int number = i;
            _system.ActorOf(Props.Create(() => new OneOfManyActor($"many-{number}", completed, recovered[number])));
        }

        string[] first = await Task.WhenAll(recovered.Select(one => one.Task)).WaitAsync(Patience);
        first.ShouldBe(Enumerable.Range(0, count).Select(i => $"many-{i}"));
        most.ShouldBeInRange(2, Permits);
    }

    private static void InterlockedMax(ref int place, int value)
    {
        int seen = Volatile.Read(ref place);
        while (value > seen)
        {
            int now = Interlocked.CompareExchange(ref place, value, seen);
            if (now == seen)
            {
                return;
            }

            seen = now;
        }
    }

    private sealed class LongActor : ReceivePersistentActor
    {
        public LongActor(Action<long> applied, TaskCompletionSource<long> recovered)
        {
            Recover<Added>(added =>
            {
                if (added.Text != $"text {LastSequenceNr}")
                {
                    throw new InvalidOperationException($"{added.Text} is number {LastSequenceNr}");
                }

                applied(LastSequenceNr);
            });
            Recover<RecoveryCompleted>(_ => recovered.TrySetResult(LastSequenceNr));
        }

        public override string PersistenceId => "long";

        protected override void OnRecoveryFailure(Exception reason, object? message) => throw reason;
    }

    private sealed class OneOfManyActor : ReceivePersistentActor
    {
        private readonly List<string> _texts = [];

        public OneOfManyActor(string id, Action completed, TaskCompletionSource<string> recovered)
        {
            PersistenceId = id;
            Recover<Added>(added => _texts.Add(added.Text));
            Recover<RecoveryCompleted>(_ =>
            {
                completed();
                recovered.TrySetResult(_texts.Count == 2 ? _texts[0] : "wrong");
            });
        }

        public override string PersistenceId { get; }
    }
}
