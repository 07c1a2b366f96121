namespace Sapphire.Kernel.Actor;

/// <summary>Handles a message; false when it does not know it.</summary>
public delegate bool Receive(object message);
