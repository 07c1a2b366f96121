using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Operators;

namespace Sapphire.Kernel.Streams;

/// <summary>Makes kill switches.</summary>
public static class KillSwitches
{
    /// <summary>A switch for any number of streams.</summary>
    public static SharedKillSwitch Shared(string name) => new(name);

    /// <summary>A flow with a switch of its own in each run.</summary>
    public static IGraph<FlowShape<T, T>, UniqueKillSwitch> Single<T>() => new Flow<T, T, UniqueKillSwitch>((StageScope scope, Upstream<T> upstream, out UniqueKillSwitch mat) =>
    {
        mat = new UniqueKillSwitch();
        return new KillSwitchStage<T>(upstream, scope, mat.State, mat.State.Token);
    });

    /// <summary>A flow that a token ends.</summary>
    /// <param name="cancellationToken">The token.</param>
    /// <param name="cancelGracefully">True to complete downstream; false to fail it with an <see cref="OperationCanceledException"/>.</param>
    public static IGraph<FlowShape<T, T>, NotUsed> AsFlow<T>(this CancellationToken cancellationToken, bool cancelGracefully = false) =>
        new Flow<T, T, NotUsed>((StageScope scope, Upstream<T> upstream, out NotUsed mat) =>
        {
            mat = NotUsed.Instance;
            return new KillSwitchStage<T>(upstream, scope, Failing(cancelGracefully, cancellationToken), cancellationToken);
        });

    private static KillSwitchState? Failing(bool gracefully, CancellationToken token) =>
        gracefully ? null : new KillSwitchState(new OperationCanceledException("The token of the stream was cancelled.", token));
}
