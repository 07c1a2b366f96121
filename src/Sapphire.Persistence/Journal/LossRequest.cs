namespace Sapphire.Persistence.Journal;

/// <summary>Takes what there is of an id for all that there was.</summary>
internal sealed class LossRequest(string persistenceId) : WriteRequest(persistenceId, 1, 0)
{
    protected override long Run(JournalSession session)
    {
        session.AcceptLoss(PersistenceId);
        return 0;
    }
}
