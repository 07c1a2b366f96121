using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams;

/// <summary>Ends the one stream it was materialised with. Thread-safe.</summary>
public sealed class UniqueKillSwitch : IKillSwitch
{
    internal UniqueKillSwitch()
    {
    }

    internal KillSwitchState State { get; } = new();

    /// <inheritdoc />
    public void Shutdown() => State.Throw(null);

    /// <inheritdoc />
    public void Abort(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        State.Throw(cause);
    }

    /// <inheritdoc />
    public override string ToString() => $"SingleKillSwitch({GetHashCode()})";
}
