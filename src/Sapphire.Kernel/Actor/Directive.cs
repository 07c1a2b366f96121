namespace Sapphire.Kernel.Actor;

/// <summary>What a supervisor does with a failed child.</summary>
public enum Directive
{
    /// <summary>Goes on with the same instance and the next message.</summary>
    Resume,

    /// <summary>Goes on with a new instance and the next message.</summary>
    Restart,

    /// <summary>Fails itself, so that its own supervisor decides.</summary>
    Escalate,

    /// <summary>Stops the child.</summary>
    Stop,
}
