using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Restarts;

internal sealed class RestartSourceStage<T, TMat>(Func<Source<T, TMat>> factory, RestartSettings settings, bool onlyOnFailures, StageScope scope)
    : RestartStage<T>(settings, onlyOnFailures, scope)
{
    protected override bool UpstreamEnded => false;

    protected override PullIterator<T> Start(DetachedScope inner) => factory().Materialize(inner, out _);
}
