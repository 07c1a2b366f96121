using System.Collections.Immutable;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;

namespace Sapphire.Actors.Maintenance;

/// <summary>Finds chats by their titles, from the journal alone: that works whatever state the read models are in.</summary>
public static class ChatTitles
{
    /// <summary>The chats with this title, without regard to case; a deleted one only when no other has it.</summary>
    public static async Task<ImmutableArray<ChatLine>> FindAsync(IJournalInspection journal, EventCatalog catalog, string title, CancellationToken cancellationToken)
    {
        Dictionary<string, ChatLine> lines = new(StringComparer.Ordinal);
        long ordering = 0;
        while (await journal.ReadStoredAsync(ordering, 1000, cancellationToken) is { IsEmpty: false } page)
        {
            foreach (StoredEvent row in page.Where(row => !row.Deleted))
            {
                if (ChatIds.TryParse(row.PersistenceId, out ChatId chat) && Read(row, catalog) is { } happened)
                {
                    lines[row.PersistenceId] = (lines.GetValueOrDefault(row.PersistenceId) ?? ChatLine.None(chat)).Apply(happened);
                }
            }

            ordering = page[^1].Ordering;
        }

        ImmutableArray<ChatLine> found = [.. lines.Values.Where(line => string.Equals(line.Summary.Title, title.Trim(), StringComparison.OrdinalIgnoreCase))];
        ImmutableArray<ChatLine> listed = [.. found.Where(line => !line.Deleted)];
        return listed.IsEmpty ? found : listed;
    }

    private static ChatEvent? Read(StoredEvent row, EventCatalog catalog)
    {
        try
        {
            return catalog.Deserialize(row.Manifest, PayloadCodec.Decode(row.PersistenceId, row.SequenceNr, row.Manifest, row.Content)) as ChatEvent;
        }
        catch (Exception e) when (e is Persistence.Sqlite.StorageException or EventSerializationException)
        {
            // One that cannot be read has no say; verifying names it.
            return null;
        }
    }
}
