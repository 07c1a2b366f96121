using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Operators;

namespace Sapphire.Kernel.Streams;

/// <summary>
/// Ends all streams that run through one of its flows, also those that are run after it was used. Thread-safe.
/// A stream that has ended is forgotten: one switch may serve any number of them, one after the other.
/// </summary>
public sealed class SharedKillSwitch : IKillSwitch
{
    private readonly string _name;
    private readonly KillSwitchState _state = new();

    internal SharedKillSwitch(string name) => _name = name;

    /// <inheritdoc />
    public void Shutdown() => _state.Throw(null);

    /// <inheritdoc />
    public void Abort(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        _state.Throw(cause);
    }

    /// <summary>A flow that this switch ends.</summary>
    public IGraph<FlowShape<T, T>, SharedKillSwitch> Flow<T>() => new Flow<T, T, SharedKillSwitch>((StageScope scope, Upstream<T> upstream, out SharedKillSwitch mat) =>
    {
        mat = this;
        return new KillSwitchStage<T>(upstream, scope, _state, _state.Token);
    });

    /// <inheritdoc />
    public override string ToString() => $"KillSwitch({_name})";
}
