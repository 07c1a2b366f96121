using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.TestKit.Streams;

/// <summary>Sources that a test steers.</summary>
public static class TestSource
{
    /// <summary>A source that emits what the test sends.</summary>
    public static Source<T, TestPublisher.Probe<T>> SourceProbe<T>(this TestKitBase testKit)
    {
        ArgumentNullException.ThrowIfNull(testKit);
        return new Source<T, TestPublisher.Probe<T>>((StageScope scope, out TestPublisher.Probe<T> mat) =>
        {
            mat = new TestPublisher.Probe<T>(testKit.CreateTestProbe());
            return new TestPublisherStage<T>(mat, scope);
        });
    }

    /// <summary>As <see cref="SourceProbe{T}"/>.</summary>
    public static Source<T, TestPublisher.Probe<T>> Probe<T>(TestKitBase testKit) => testKit.SourceProbe<T>();
}
