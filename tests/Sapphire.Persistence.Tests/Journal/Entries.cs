using System.Collections.Immutable;
using System.Text;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Journal;

/// <summary>Short ways to make writes.</summary>
internal static class Entries
{
    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static JournalEntry Entry(long sequenceNr, string text = "{}", string manifest = "test.event.1") =>
        new(sequenceNr, manifest, Encoding.UTF8.GetBytes(text), Time);

    public static AtomicWrite Write(string id, long epoch, params long[] sequenceNrs) =>
        new(id, epoch, [.. sequenceNrs.Select(nr => Entry(nr, $$"""{"n":{{nr}}}"""))]);

    public static async Task<ImmutableArray<JournalRow>> AllAsync(this IJournal journal, string id)
    {
        ImmutableArray<JournalRow>.Builder rows = ImmutableArray.CreateBuilder<JournalRow>();
        await foreach (JournalRow row in journal.ReplayAsync(id))
        {
            rows.Add(row);
        }

        return rows.ToImmutable();
    }
}
