using System.Collections.Immutable;
using System.Text;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <summary>
/// What every journal keeps to, whatever it stores in. A class for each journal derives from it, or from
/// <see cref="DurableJournalContract"/> where the journal outlives its process. Each test has a store of its own.
/// </summary>
public abstract partial class JournalContract : IAsyncDisposable
{
    /// <summary>How long anything may take before a test fails.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Opens a journal on the test's store, which is empty at first. A second one while the first is open is another program's; a
    /// store that is an object in memory gives that object again.
    /// </summary>
    /// <param name="maxPayloadBytes">What <see cref="IJournal.MaxPayloadBytes"/> is to be; null for the default. A snapshot may then have ten times as many.</param>
    protected abstract Task<IJournal> OpenAsync(int? maxPayloadBytes = null);

    /// <summary>Closes every journal of the store and opens one again; a store in memory only gives its object.</summary>
    protected abstract Task<IJournal> ReopenAsync();

    /// <summary>Closes every journal that is still open, and removes the store.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Everything after an ordering, page by page.</summary>
    protected static async Task<ImmutableArray<JournalRow>> EverythingAsync(IJournal journal, long after = 0, int limit = 100)
    {
        ImmutableArray<JournalRow>.Builder rows = ImmutableArray.CreateBuilder<JournalRow>();
        while (await journal.ReadAllAsync(after, limit) is { IsEmpty: false } page)
        {
            page.Length.ShouldBeLessThanOrEqualTo(limit);
            rows.AddRange(page);
            after = page[^1].Ordering;
        }

        return rows.ToImmutable();
    }

    /// <summary>The sequence numbers of an id's events.</summary>
    protected static async Task<long[]> NumbersAsync(IJournal journal, string id) => [.. (await journal.AllAsync(id)).Select(row => row.SequenceNr)];

    /// <summary>The reason for which something is refused.</summary>
    protected static async Task<StorageReason> RefusalAsync(Func<Task> action) =>
        (await Should.ThrowAsync<StorageException>(() => action().WaitAsync(Patience))).Reason;

    /// <summary>So many numbers from a first one.</summary>
    protected static long[] Numbers(long first, int count) => [.. Enumerable.Range(0, count).Select(i => first + i)];

    /// <summary>A payload as text.</summary>
    protected static string Text(JournalRow row) => Encoding.UTF8.GetString(row.Payload);
}
