using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.TestKit.Streams;

/// <summary>Sinks that a test steers.</summary>
public static class TestSink
{
    /// <summary>A sink that takes as many elements as the test requests.</summary>
    public static Sink<T, TestSubscriber.Probe<T>> SinkProbe<T>(this TestKitBase testKit)
    {
        ArgumentNullException.ThrowIfNull(testKit);
        return new Sink<T, TestSubscriber.Probe<T>>((StageScope scope, Upstream<T> upstream, out TestSubscriber.Probe<T> mat) =>
        {
            DetachedScope inner = scope.Detach();
            TestSubscriber.Probe<T> probe = new(testKit.CreateTestProbe(), inner);
            mat = probe;
            PullIterator<T> stages = upstream(inner);
            scope.Run.AddPump(() => probe.RunAsync(stages));
        });
    }

    /// <summary>As <see cref="SinkProbe{T}"/>.</summary>
    public static Sink<T, TestSubscriber.Probe<T>> Probe<T>(TestKitBase testKit) => testKit.SinkProbe<T>();
}
