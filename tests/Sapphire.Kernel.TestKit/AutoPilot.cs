#pragma warning disable MA0048 // A family of tiny types.
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.TestKit;

/// <summary>Handles each message of a test actor before the test sees it, on the thread that delivers it.</summary>
public abstract class AutoPilot
{
    /// <summary>Ends the piloting.</summary>
    public static NoAutoPilot NoAutoPilot => NoAutoPilot.Instance;

    /// <summary>Leaves the pilot as it is.</summary>
    public static KeepRunning KeepRunning => KeepRunning.Instance;

    /// <summary>Handles a message.</summary>
    /// <returns>The pilot of the next one.</returns>
    public abstract AutoPilot Run(IActorRef sender, object message);
}

/// <summary>Ends the piloting.</summary>
public sealed class NoAutoPilot : AutoPilot
{
    private NoAutoPilot()
    {
    }

    /// <summary>The one instance.</summary>
    public static NoAutoPilot Instance { get; } = new();

    /// <inheritdoc />
    public override AutoPilot Run(IActorRef sender, object message) => this;
}

/// <summary>Leaves the pilot as it is.</summary>
public sealed class KeepRunning : AutoPilot
{
    private KeepRunning()
    {
    }

    /// <summary>The one instance.</summary>
    public static KeepRunning Instance { get; } = new();

    /// <inheritdoc />
    public override AutoPilot Run(IActorRef sender, object message) => throw new InvalidOperationException("KeepRunning is an answer of a pilot, and none itself.");
}

/// <summary>Handles a message, as a function.</summary>
public delegate AutoPilot AutoPilotDelegate(IActorRef sender, object message);

/// <summary>A pilot from a function.</summary>
public sealed class DelegateAutoPilot(AutoPilotDelegate autoPilotDelegate) : AutoPilot
{
    /// <inheritdoc />
    public override AutoPilot Run(IActorRef sender, object message) => autoPilotDelegate(sender, message);
}
