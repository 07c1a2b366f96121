using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <content>What only tools do.</content>
public sealed partial class SqliteJournal : IJournalMaintenance
{
    /// <inheritdoc/>
    public Task<long> ReplaceAsync(AtomicWrite write)
    {
        JournalRules.Check(write);
        long bytes = 0;
        StoredPayload[] payloads = new StoredPayload[write.Events.Length];
        for (int i = 0; i < payloads.Length; i++)
        {
            JournalEntry entry = write.Events[i];
            if (JournalRules.TooLargeEvent(write.PersistenceId, entry, _options.MaxPayloadBytes) is { } error)
            {
                return Task.FromException<long>(error);
            }

            payloads[i] = PayloadCodec.Encode(write.PersistenceId, entry.SequenceNr, entry.Manifest, entry.Payload);
            bytes += payloads[i].Bytes.Length;
        }

        return Submit(new ReplaceRequest(write, payloads, bytes));
    }

    /// <inheritdoc/>
    public Task AcceptLossAsync(string persistenceId) => Submit(new LossRequest(persistenceId));

    /// <inheritdoc/>
    public Task<JournalSize> ReadSizeAsync(CancellationToken cancellationToken = default)
    {
        FileInfo wal = new(_options.Path + "-wal");
        try
        {
            return Task.FromResult(new JournalSize(new FileInfo(_options.Path).Length, wal.Exists ? wal.Length : 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromException<JournalSize>(new StorageException(StorageReason.Io, $"{_options.Path} cannot be looked at: {e.Message}", e));
        }
    }
}
