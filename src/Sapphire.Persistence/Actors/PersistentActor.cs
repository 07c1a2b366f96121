namespace Sapphire.Persistence;

/// <summary>A persistent actor that implements <c>ReceiveCommand</c> and <c>ReceiveRecover</c> itself; both return whether they know the message.</summary>
public abstract class PersistentActor : Eventsourced;
