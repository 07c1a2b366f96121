using Sapphire.Kernel.Streams;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>A system whose clock is moved by hand; after each test no graph may run and no timer may be set.</summary>
public abstract class StreamTest : TestKit.TestKit
{
    protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly int _timersBefore;

    protected StreamTest()
        : this(new ManualTimeProvider())
    {
    }

    private StreamTest(ManualTimeProvider time)
        : base(null, time)
    {
        Time = time;
        Mat = ActorMaterializer.Create(Sys);
        _timersBefore = time.TimerCount;
    }

    protected ManualTimeProvider Time { get; }

    protected ActorMaterializer Mat { get; }

    /// <summary>Until a stage has set its timer.</summary>
    protected void AwaitTimer() => AwaitCondition(() => Time.TimerCount > _timersBefore, TimeSpan.FromSeconds(20));

    protected override void Dispose(bool disposing)
    {
        try
        {
            AwaitCondition(() => Mat.RunningGraphs == 0, TimeSpan.FromSeconds(20));
            AwaitCondition(() => Time.TimerCount <= _timersBefore, TimeSpan.FromSeconds(20));
        }
        finally
        {
            base.Dispose(disposing);
        }
    }
}
