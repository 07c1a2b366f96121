namespace Sapphire.Persistence.Journal;

/// <summary>Stores events in the place of everything that there is of an id; answers with the ordering of the last.</summary>
internal sealed class ReplaceRequest(AtomicWrite write, StoredPayload[] payloads, long bytes) : WriteRequest(write.PersistenceId, payloads.Length, bytes)
{
    public override bool NeedsSavepoint => true;

    protected override long Run(JournalSession session) => session.Replace(write, payloads);
}
