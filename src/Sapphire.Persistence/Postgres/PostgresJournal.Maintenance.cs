using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Postgres;

/// <content>What only tools do.</content>
public sealed partial class PostgresJournal : IJournalMaintenance
{
    /// <inheritdoc/>
    public async Task<long> ReplaceAsync(AtomicWrite write)
    {
        JournalRules.Check(write);
        CheckText(write.PersistenceId, "persistence id");
        StoredPayload[] payloads = new StoredPayload[write.Events.Length];
        for (int i = 0; i < payloads.Length; i++)
        {
            JournalEntry entry = write.Events[i];
            if ((NeverGiven(write.PersistenceId, write.Epoch) ?? Refusal(write, i)) is { } error)
            {
                throw error;
            }

            payloads[i] = PayloadCodec.Encode(write.PersistenceId, entry.SequenceNr, entry.Manifest, entry.Payload);
        }

        PostgresReplacement replacement = new(_options.Schema, write, payloads);
        // Done again after a connection broke: the same rows once more, as long as the owner is the same.
        long ordering = await _readers.RunAsync(replacement.RunAsync, CancellationToken.None);
        _signal.Publish(ordering);
        return ordering;
    }

    /// <inheritdoc/>
    public Task<JournalSize> ReadSizeAsync(CancellationToken cancellationToken = default) => _readers.RunAsync(
        async (connection, token) => new JournalSize(await PostgresReplacement.ReadSizeAsync(connection, _options.Schema, token), null), cancellationToken);
}
