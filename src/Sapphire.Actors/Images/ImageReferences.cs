using System.Collections.Immutable;
using Sapphire.Persistence.Journal;

namespace Sapphire.Actors.Images;

/// <summary>Finds out which of some images the events of chats name: in messages, and as avatars in settings. Not safe for several threads.</summary>
/// <param name="wanted">The images.</param>
public sealed class ImageReferences(ImmutableHashSet<string> wanted)
{
    private const int IdLength = 64;

    private readonly Dictionary<string, HashSet<string>> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    /// <summary>Reads an event. Any event counts that holds the id of an image, also one that was undone: it can be done again.</summary>
    public void Take(JournalRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        switch (row.Manifest)
        {
            case "chat.deleted.1":
                _deleted.Add(row.PersistenceId);
                return;
            case "chat.restored.1":
                _deleted.Remove(row.PersistenceId);
                return;
        }

        ReadOnlySpan<byte> payload = row.Payload;
        int length = 0;
        for (int i = 0; i <= payload.Length; i++)
        {
            if (i < payload.Length && payload[i] is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f'))
            {
                length++;
                continue;
            }

            if (length == IdLength)
            {
                Name(row.PersistenceId, System.Text.Encoding.ASCII.GetString(payload.Slice(i - IdLength, IdLength)));
            }

            length = 0;
        }
    }

    /// <summary>Those that something names which is not deleted.</summary>
    public IReadOnlySet<string> Alive() => _named.Where(one => !_deleted.Contains(one.Key)).SelectMany(static one => one.Value).ToHashSet(StringComparer.Ordinal);

    private void Name(string persistenceId, string id)
    {
        if (!wanted.Contains(id))
        {
            return;
        }

        if (!_named.TryGetValue(persistenceId, out HashSet<string>? named))
        {
            _named[persistenceId] = named = new(StringComparer.Ordinal);
        }

        named.Add(id);
    }
}
