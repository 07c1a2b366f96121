namespace Sapphire.Persistence.Tools;

/// <summary>How the state of one kind of persistent actor grows from its events, so that tools can check its snapshots and make them anew.</summary>
public abstract class StateModel
{
    /// <summary>True when the actor never deletes its events: their numbers then begin at 1.</summary>
    public virtual bool KeepsAllEvents => true;

    /// <summary>Whether an id is of this kind.</summary>
    public abstract bool Owns(string persistenceId);

    /// <summary>What a stored snapshot must be, where it is of a form that could say less than today's: the expected one without that.</summary>
    /// <param name="expected">What the events give.</param>
    /// <param name="stored">What is stored.</param>
    public virtual object AsStored(object expected, object stored) => expected;

    /// <summary>The state before the first event.</summary>
    public abstract IStateReplay Begin();
}
