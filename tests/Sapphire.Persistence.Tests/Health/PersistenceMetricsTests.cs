using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Actors;
using Sapphire.Persistence.Tests.Journal;
using Sapphire.Persistence.Tests.Postgres;

namespace Sapphire.Persistence.Tests.Health;

/// <summary>What happens is counted under the names that the documentation gives. Alone, since the counters are those of the process.</summary>
[Collection(nameof(PersistenceMetricsTests))]
public sealed class PersistenceMetricsTests : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value)> _seen = new();
    private readonly MeterListener _listener = new();

    public PersistenceMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PersistenceMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Recoveries_failures_rejections_and_snapshots_of_actors_are_counted_with_their_reasons()
    {
        await using ScriptedStage stage = new();
        IActorRef actor = stage.Spawn();
        ScriptedStage.Do(actor, one => one.Store("a", _ => one.Save("a")));
        await stage.NotedAsync("saved 1");
        ScriptedStage.Do(actor, one => one.SaveUnregistered());
        await stage.NotedAsync("not saved 1 EventSerializationException");
        ScriptedStage.Do(actor, one => one.StoreUnregistered("x"));
        await stage.NotedAsync("rejected 2");
        ScriptedStage.Do(actor, one => one.Store("b"));
        ScriptedStage.Do(actor, one => one.Store("c"));
        await stage.NotedAsync("stored 3 c");
        Task terminated = stage.TerminatedAsync(actor);
        stage.Journal.BeforeWrite = _ => throw new StorageException(StorageReason.Full, "full");
        ScriptedStage.Do(actor, one => one.Store("d"));
        await terminated;
        stage.Spawn();
        await stage.NotedAsync("recovered 3");
        stage.Journal.BeforeRaise = _ => throw new StorageException(StorageReason.Io, "away");
        await stage.TerminatedAsync(stage.Spawn("z"));

        Values("sapphire.snapshot.saved").ShouldBe([1]);
        Values("sapphire.snapshot.failures serialization").ShouldBe([1]);
        Values("sapphire.persist.rejections serialization").ShouldBe([1]);
        Values("sapphire.persist.failures full").ShouldBe([1]);
        Values("sapphire.recovery.failures io").ShouldBe([1]);
        Values("sapphire.recovery.events").ShouldBe([0, 2], "the second began with the snapshot of the first event");
        Values("sapphire.recovery.duration").ShouldAllBe(seconds => seconds > 0 && seconds < 60);
    }

    [Fact]
    public async Task A_checkpoint_is_timed()
    {
        using TemporaryFolder folder = new();
        await using SqliteJournal journal = SqliteJournal.Open(new(folder.File("journal.db")) { CheckpointBytes = 4096 });
        await journal.WriteAsync(Entries.Write("a", await journal.RaiseEpochAsync("a"), 1, 2, 3));
        await Poll.UntilAsync(() => Values("sapphire.journal.checkpoint.duration").Length > 0, "a checkpoint");
        Values("sapphire.journal.checkpoint.duration").ShouldAllBe(seconds => seconds > 0 && seconds < 60);
    }

    [Fact]
    public void A_queue_tells_its_rows_and_its_bytes()
    {
        using JournalGauges gauges = new JournalGauges().Queue(() => 123_456_789, () => 987_654_321);
        _listener.RecordObservableInstruments();
        Values("sapphire.journal.queue.rows").ShouldContain(123_456_789);
        Values("sapphire.journal.queue.bytes").ShouldContain(987_654_321);
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string name = instrument.Name;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            name += $" {tag.Value}";
        }

        _seen.Enqueue((name, value));
    }

    private double[] Values(string name) => [.. _seen.Where(one => one.Name == name).Select(one => one.Value)];
}

#pragma warning disable MA0048 // Belongs to it.

/// <summary>Runs while nothing else does.</summary>
[CollectionDefinition(nameof(PersistenceMetricsTests), DisableParallelization = true)]
public sealed class PersistenceMetricsCollection;
