using System.Collections.Immutable;
using System.Security.Cryptography;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <content>Reading by id, pages, packed payloads, persistence ids.</content>
public abstract partial class JournalContract
{
    [Fact]
    public async Task A_range_of_an_id_is_read_in_order_and_in_pages()
    {
        IJournal journal = await OpenAsync();
        long a = await journal.RaiseEpochAsync("a");
        long b = await journal.RaiseEpochAsync("b");
        for (int i = 0; i < 50; i++)
        {
            await journal.WriteAsync(Entries.Write("a", a, Numbers((i * 50) + 1, 50)));
            await journal.WriteAsync(Entries.Write("b", b, i + 1));
        }

        (await NumbersAsync(journal, "a")).ShouldBe(Numbers(1, 2500));
        (await NumbersAsync(journal, "b")).ShouldBe(Numbers(1, 50));
        (await journal.ReadAsync("a", 100, 200, 1000)).Select(row => row.SequenceNr).ShouldBe(Numbers(100, 101));
        (await journal.ReadAsync("a", 100, 200, 7)).Select(row => row.SequenceNr).ShouldBe(Numbers(100, 7));
        (await journal.ReadAsync("a", 2499, long.MaxValue, 1000)).Select(row => row.SequenceNr).ShouldBe([2499, 2500]);
        (await journal.ReadAsync("a", 2501, long.MaxValue, 1000)).ShouldBeEmpty();
        (await journal.ReadAsync("a", 20, 10, 1000)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_ends_before_it_fills_the_memory()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        for (int nr = 1; nr <= 24; nr++)
        {
            await journal.WriteAsync(new("a", epoch, [new(nr, "test.large.1", new byte[1 << 20], Entries.Time) { Tags = ["large"] }]));
        }

        ImmutableArray<JournalRow> byId = await journal.ReadAsync("a", 1, long.MaxValue, 100);
        byId.Length.ShouldBeInRange(1, 16);
        (await journal.ReadAllAsync(0, 100)).Length.ShouldBeInRange(1, 16);
        (await journal.ReadTagAsync("large", 0, 100)).Length.ShouldBeInRange(1, 16);

        // Nothing is lost by it.
        (await NumbersAsync(journal, "a")).ShouldBe(Numbers(1, 24));
        (await EverythingAsync(journal)).Length.ShouldBe(24);
    }

    [Fact]
    public async Task Payloads_of_every_size_come_back_the_same()
    {
        IJournal journal = await OpenAsync();
        long epoch = await journal.RaiseEpochAsync("a");
        byte[][] payloads =
        [
            [], [0], new byte[PayloadCodec.Threshold - 1], new byte[PayloadCodec.Threshold], new byte[300_000],
            RandomNumberGenerator.GetBytes(PayloadCodec.Threshold), RandomNumberGenerator.GetBytes(300_000),
            [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i % 251))],
        ];
        long nr = 0;
        foreach (byte[] payload in payloads)
        {
            await journal.WriteAsync(new("a", epoch, [new(++nr, "test.bytes.1", payload, Entries.Time)]));
            await journal.SaveSnapshotAsync(new("a", nr, "test.bytes.1", payload, Entries.Time), epoch);
        }

        journal = await ReopenAsync();
        (await journal.AllAsync("a")).Select(row => Convert.ToHexString(row.Payload)).ShouldBe(payloads.Select(Convert.ToHexString));
        (await journal.ReadAllAsync(0, 100)).Select(row => row.Payload.Length).ShouldBe(payloads.Select(payload => payload.Length));
        for (int i = 0; i < payloads.Length; i++)
        {
            (await journal.LoadSnapshotAsync("a", i + 1)).ShouldNotBeNull().Payload.SequenceEqual(payloads[i]).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Ids_and_manifests_keep_every_character()
    {
        IJournal journal = await OpenAsync();
        string[] ids = ["a", "A", "a ", "a'b\"c", "ä", "日本", "chat/1", new string('x', 255), "😀"];
        foreach (string id in ids)
        {
            await journal.WriteAsync(new(id, await journal.RaiseEpochAsync(id), [Entries.Entry(1, id, $"test.{id.Length}.1")]));
        }

        foreach (string id in ids)
        {
            JournalRow row = (await journal.AllAsync(id)).Single();
            (row.PersistenceId, Text(row), row.Manifest).ShouldBe((id, id, $"test.{id.Length}.1"));
        }

        (await EverythingAsync(journal)).Select(row => row.PersistenceId).ShouldBe(ids);
    }

    [Fact]
    public async Task Persistence_ids_are_listed_in_ordinal_order_page_by_page()
    {
        IJournal journal = await OpenAsync();
        string[] ids = ["b", "B", "a-2", "a-10", "a", "_", "ä", "z/1", "chat-000"];
        foreach (string id in ids)
        {
            await journal.WriteAsync(Entries.Write(id, await journal.RaiseEpochAsync(id), 1, 2, 3));
        }

        // An owner without events is none of them.
        await journal.RaiseEpochAsync("empty");
        string[] expected = [.. ids.Order(StringComparer.Ordinal)];
        (await journal.ReadPersistenceIdsAsync(null, 100)).ShouldBe(expected);
        List<string> paged = [];
        string? after = null;
        while (await journal.ReadPersistenceIdsAsync(after, 2) is { IsEmpty: false } page)
        {
            page.Length.ShouldBeLessThanOrEqualTo(2);
            paged.AddRange(page);
            after = page[^1];
        }

        paged.ShouldBe(expected);
        (await journal.ReadPersistenceIdsAsync("a-1", 1)).ShouldBe(["a-10"]);
    }

    [Fact]
    public async Task A_read_can_be_cancelled_before_it_begins()
    {
        IJournal journal = await OpenAsync();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => journal.ReadAsync("a", 1, 2, 3, cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => journal.ReadAllAsync(0, 1, cancelled.Token));
    }
}
