using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>What is too large or malformed, and a closed journal.</content>
public abstract partial class JournalContract
{
    [Fact]
    public async Task What_is_too_large_is_refused_alone_and_says_so()
    {
        IJournal journal = await OpenAsync(maxPayloadBytes: 1000);
        journal.MaxPayloadBytes.ShouldBe(1000);
        long epoch = await journal.RaiseEpochAsync("a");
        string fits = new('x', 1000);
        StorageException error = await Should.ThrowAsync<StorageException>(() => journal.WriteAsync(new("a", epoch, [Entries.Entry(1), Entries.Entry(2, fits + "x")])));
        error.Reason.ShouldBe(StorageReason.TooLarge);
        error.Message.ShouldContain("1001 bytes");
        error.Message.ShouldContain("1000");
        (await RefusalAsync(() => journal.SaveSnapshotAsync(new("a", 1, "state.1", new byte[10_001], Entries.Time), epoch))).ShouldBe(StorageReason.TooLarge, "of snapshots the limit is ten times as high");
        await journal.WriteAsync(new("a", epoch, [Entries.Entry(1, fits)]));
        await journal.SaveSnapshotAsync(new("a", 1, "state.1", new byte[10_000], Entries.Time), epoch);
        (await NumbersAsync(journal, "a")).ShouldBe([1]);
    }

    [Fact]
    public async Task A_snapshot_may_be_larger_than_any_event()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        await journal.WriteAsync(Entries.Write("a", epoch, 1));

        // As much as a chat of a hundred thousand events has.
        byte[] state = new byte[(2 * journal.MaxPayloadBytes) + 1];
        Array.Fill(state, (byte)'x');
        await journal.SaveSnapshotAsync(new("a", 1, "state.1", state, Entries.Time), epoch);
        SnapshotRow loaded = (await journal.LoadSnapshotAsync("a", SnapshotSelectionCriteria.Latest)).ShouldNotBeNull();
        loaded.Payload.AsSpan().SequenceEqual(state).ShouldBeTrue();
    }

    [Fact]
    public async Task Malformed_calls_are_refused_and_store_nothing()
    {
        IJournal journal = await OpenAsync();
        foreach (string? id in new[] { null, "", new string('x', 256) })
        {
            await Should.ThrowAsync<ArgumentException>(async () => await journal.RaiseEpochAsync(id!));
            await Should.ThrowAsync<ArgumentException>(async () => await journal.WriteAsync(Entries.Write(id!, 1, 1)));
            await Should.ThrowAsync<ArgumentException>(async () => await journal.SaveSnapshotAsync(new(id!, 1, "state.1", [], Entries.Time), 1));
            await Should.ThrowAsync<ArgumentException>(async () => await journal.DeleteEventsAsync(id!, 1, 1));
            await Should.ThrowAsync<ArgumentException>(async () => await journal.DeleteSnapshotsAsync(id!, 1, SnapshotSelectionCriteria.Latest));
        }

        long epoch = await journal.RaiseEpochAsync("a");
        await Should.ThrowAsync<ArgumentException>(async () => await journal.WriteAsync(Entries.Write("a", epoch)));
        await Should.ThrowAsync<ArgumentException>(async () => await journal.WriteAsync(new("a", epoch, default)));
        foreach (string tag in new[] { "", new string('t', JournalRules.MaxTagLength + 1) })
        {
            await Should.ThrowAsync<ArgumentException>(async () => await journal.WriteAsync(new("a", epoch, [Entries.Entry(1) with { Tags = [tag] }])));
        }

        (await EverythingAsync(journal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_closing_every_call_fails_with_the_reason_and_what_was_queued_is_stored()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        Task[] writes = [.. Enumerable.Range(1, 500).Select(nr => journal.WriteAsync(Entries.Write("a", epoch, nr)))];
        Task waiting = journal.WaitForOrderingAfterAsync(long.MaxValue - 1);
        await journal.DisposeAsync();
        await Task.WhenAll(writes).WaitAsync(Patience);
        Func<Task>[] calls =
        [
            () => waiting,
            () => journal.RaiseEpochAsync("a"),
            () => journal.WriteAsync(Entries.Write("a", epoch, 501)),
            () => journal.DeleteEventsAsync("a", epoch, 1),
            () => journal.ReadAsync("a", 1, 10, 10),
            () => journal.ReadAllAsync(0, 10),
            () => journal.ReadTagAsync("red", 0, 10),
            () => journal.ReadPersistenceIdsAsync(null, 10),
            () => journal.HighestSequenceNrAsync("a"),
            () => journal.WaitForOrderingAfterAsync(long.MaxValue - 1),
            () => journal.SaveSnapshotAsync(new("a", 1, "state.1", [1], Entries.Time), epoch),
            () => journal.LoadSnapshotAsync("a"),
            () => journal.DeleteSnapshotsAsync("a", epoch, SnapshotSelectionCriteria.Latest),
        ];
        for (int i = 0; i < calls.Length; i++)
        {
            (await RefusalAsync(calls[i])).ShouldBe(StorageReason.Closed, $"call {i}");
        }

        await journal.DisposeAsync();
        await StoredWhenClosedAsync(500);
    }

    /// <summary>Looks whether what was acknowledged while closing is stored. A store in memory is gone by then and has nothing to show.</summary>
    private protected virtual Task StoredWhenClosedAsync(int count) => Task.CompletedTask;
}
