using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence;

/// <content>
/// Recovery for reading only: to own an id is a write, so with a full disk an actor could not even show its state.
/// <code>
///  recover ── the epoch cannot be raised, events can be read ──► for reading only ──RecoverAgain──► recover the rest
///     └── the epoch is raised ──► owner
/// </code>
/// </content>
public abstract partial class Eventsourced
{
    /// <summary>Why the actor has recovered for reading only and may not persist; null for an owner. Known from <see cref="RecoveryCompleted"/> on.</summary>
    protected StorageException? ReadOnlyCause { get; private set; }

    /// <summary>Whether the actor recovers for reading only when the store takes no writes, instead of failing. A constant.</summary>
    protected virtual bool RecoversReadOnly => false;

    /// <summary>
    /// After a recovery for reading only: tries again to become the owner, replays what was stored since, and handles
    /// <see cref="RecoveryCompleted"/> again; commands wait until then. Call it in a command's handler.
    /// </summary>
    /// <exception cref="InvalidOperationException">The actor is the owner.</exception>
    protected void RecoverAgain()
    {
        if (ReadOnlyCause is null)
        {
            throw new InvalidOperationException($"'{PersistenceId}' is recovered; only what was recovered for reading only can be recovered again.");
        }

        _phase = Phase.Recovering;
        _recoveryCompleted = false;
        StartRecovery(LastSequenceNr);
    }

    private void RequireOwner()
    {
        if (ReadOnlyCause is { } cause)
        {
            throw new InvalidOperationException($"'{PersistenceId}' was recovered for reading only and cannot store anything before it is recovered again.", cause);
        }
    }
}
