using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Restarts;

internal sealed class RestartFlowStage<TIn, TOut, TMat>(
    Func<Flow<TIn, TOut, TMat>> factory, RestartUpstream<TIn> upstream, RestartSettings settings, bool onlyOnFailures, StageScope scope)
    : RestartStage<TOut>(settings, onlyOnFailures, scope)
{
    private RestartInlet<TIn>? _inlet;

    protected override bool UpstreamEnded => upstream.Ended;

    protected override PullIterator<TOut> Start(DetachedScope inner)
    {
        _inlet = null;
        return factory().Materialize(inner, above => _inlet = new RestartInlet<TIn>(upstream, above), out _);
    }

    protected override Task StoppedAsync() => _inlet?.Ended ?? Task.CompletedTask;

    protected override ValueTask ReleaseAsync(Exception? cause) => upstream.CancelAsync(cause);
}
