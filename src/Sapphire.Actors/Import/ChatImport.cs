using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Maintenance;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Import;

/// <summary>
/// Writes a converted chat into the journal, once. What is there is compared event by event:
/// <code>
/// nothing ──► all are written      the first ones ──► the others are added      all of them, perhaps with more ──► unchanged      others ──► left so
/// </code>
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="catalog">Everything that may be stored.</param>
/// <param name="onlyNew">True where other nodes may be at work on chats: only those that are not here yet are written.</param>
public sealed class ChatImport(IJournal journal, EventCatalog catalog, bool onlyNew)
{
    private const int BatchRows = 200;
    private const long BatchBytes = 4L << 20;
    private const int Attempts = 10;

    /// <summary>Imports one chat.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="dryRun">True to only say what would be done.</param>
    /// <param name="cancellationToken">Gives up between two writes.</param>
    /// <returns>What was done, and how many events were written.</returns>
    /// <exception cref="JournalToolException">The chat holds something that cannot be stored; nothing of it was written.</exception>
    /// <exception cref="StorageException">Reading or writing failed.</exception>
    public async Task<(ImportOutcome Outcome, int Events)> RunAsync(ConvertedChat chat, bool dryRun, CancellationToken cancellationToken)
    {
        string id = ChatIds.Of(chat.Id);
        List<JournalEntry> entries = new(chat.Events.Length);
        foreach (ChatEvent happened in chat.Events)
        {
            SerializedEvent stored = catalog.Serialize(happened);
            if (stored.Payload.Length > journal.MaxPayloadBytes)
            {
                throw new JournalToolException($"One of its messages or results is larger than {journal.MaxPayloadBytes:N0} bytes, which is more than the journal takes.");
            }

            entries.Add(new(entries.Count + 1, stored.Manifest, stored.Payload, happened.At));
        }

        (bool same, int common) = await CompareAsync(id, entries, cancellationToken);
        if (!same || (common > 0 && common < entries.Count && onlyNew))
        {
            return (ImportOutcome.Skipped, 0);
        }

        if (common == entries.Count)
        {
            return (ImportOutcome.Unchanged, 0);
        }

        if (!dryRun)
        {
            await WriteAsync(id, entries[common..], cancellationToken);
        }

        return (common == 0 ? ImportOutcome.Imported : ImportOutcome.Continued, entries.Count - common);
    }

    // As they would be written now: a later version of this program may write an event otherwise.
    private async Task<(bool Same, int Common)> CompareAsync(string id, List<JournalEntry> entries, CancellationToken cancellationToken)
    {
        int common = 0;
        await foreach (JournalRow row in journal.ReplayAsync(id, 1, long.MaxValue, cancellationToken))
        {
            if (common == entries.Count)
            {
                // It went on here.
                return (true, common);
            }

            JournalEntry entry = entries[common];
            if (row.SequenceNr != entry.SequenceNr)
            {
                return (false, common);
            }

            SerializedEvent stored = catalog.Serialize(catalog.Deserialize(row.Manifest, row.Payload));
            if (!string.Equals(stored.Manifest, entry.Manifest, StringComparison.Ordinal) || !stored.Payload.AsSpan().SequenceEqual(entry.Payload))
            {
                return (false, common);
            }

            common++;
        }

        return (true, common);
    }

    private async Task WriteAsync(string id, List<JournalEntry> entries, CancellationToken cancellationToken)
    {
        long epoch = 0;
        List<JournalEntry> batch = [];
        long bytes = 0;
        foreach (JournalEntry entry in entries)
        {
            batch.Add(entry);
            bytes += entry.Payload.Length;
            if (batch.Count >= BatchRows || bytes >= BatchBytes || ReferenceEquals(entry, entries[^1]))
            {
                cancellationToken.ThrowIfCancellationRequested();
                epoch = await WriteAsync(id, epoch, [.. batch]);
                batch.Clear();
                bytes = 0;
            }
        }
    }

    // Somebody who looks at the chat meanwhile takes it over; then it is taken back.
    private async Task<long> WriteAsync(string id, long epoch, ImmutableArray<JournalEntry> entries)
    {
        for (int attempt = 1; ; attempt++)
        {
            epoch = epoch == 0 ? await journal.RaiseEpochAsync(id) : epoch;
            try
            {
                await journal.WriteAsync(new(id, epoch, entries));
                return epoch;
            }
            catch (StorageException e) when (e.Reason == StorageReason.Fenced && attempt < Attempts)
            {
                epoch = 0;
            }
            catch (StorageException e) when (e.Reason == StorageReason.Conflict)
            {
                throw new JournalToolException("Somebody wrote to it while it was imported. Run the import again.", e);
            }
        }
    }
}
