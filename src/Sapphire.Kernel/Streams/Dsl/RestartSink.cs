using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Restarts;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Sinks that are run again when they end before their upstream. What was under way within them is lost.</summary>
public static class RestartSink
{
    /// <summary>Runs a sink again after it has failed or cancelled; the end of upstream is the end.</summary>
    /// <param name="sinkFactory">Makes the sink of each run; if it throws, the stream fails.</param>
    /// <param name="settings">When, and how often.</param>
    public static Sink<T, NotUsed> WithBackoff<T, TMat>(Func<Sink<T, TMat>> sinkFactory, RestartSettings settings)
    {
        ArgumentNullException.ThrowIfNull(sinkFactory);
        ArgumentNullException.ThrowIfNull(settings);
        return new Sink<T, NotUsed>((StageScope scope, Upstream<T> upstream, out NotUsed mat) =>
        {
            mat = NotUsed.Instance;
            DetachedScope above = scope.Fork();
            RestartUpstream<T> stages = new(upstream(above), above);
            scope.Run.AddPump(() => RestartSinkRunner.RunAsync(sinkFactory, stages, settings, scope));
        });
    }
}
