using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Query;

/// <summary>Reads the content of rows.</summary>
internal static class EventDecoder
{
    /// <summary>The event of a row.</summary>
    /// <exception cref="EventSerializationException">Unknown or damaged; names the id and the number, never the content.</exception>
    public static object Decode(this EventCatalog catalog, JournalRow row)
    {
        try
        {
            return catalog.Deserialize(row.Manifest, row.Payload);
        }
        catch (EventSerializationException e)
        {
            throw new EventSerializationException($"Event {row.SequenceNr} of '{row.PersistenceId}' cannot be read. {e.Message}", e);
        }
    }
}
