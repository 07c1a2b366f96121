using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.TestKit;

/// <summary>The times of the test kit, from <c>akka.test</c>.</summary>
public sealed class TestKitSettings
{
    /// <summary>Reads them.</summary>
    /// <exception cref="HoconException">A value is no duration, or no number.</exception>
    /// <exception cref="ArgumentException">The time factor is not positive.</exception>
    public TestKitSettings(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        DefaultTimeout = config.GetTimeSpan("akka.test.default-timeout", TestKitBase.DefaultTimeout);
        SingleExpectDefault = config.GetTimeSpan("akka.test.single-expect-default", TestKitBase.DefaultTimeout);
        ExpectNoMessageDefault = config.GetTimeSpan("akka.test.expect-no-message-default", TestKitBase.DefaultNoMsgTimeout);
        TestEventFilterLeeway = config.GetTimeSpan("akka.test.filter-leeway", TestKitBase.DefaultTimeout);
        TestTimeFactor = config.GetDouble("akka.test.timefactor", 1);
        if (TestTimeFactor <= 0) throw new ArgumentException($"akka.test.timefactor must be positive, not {TestTimeFactor}.", nameof(config));
    }

    /// <summary>How long an Ask, a latch, a barrier and the end of a system may take (<c>default-timeout</c>).</summary>
    public TimeSpan DefaultTimeout { get; }

    /// <summary>How long an expectation waits when it says nothing else (<c>single-expect-default</c>).</summary>
    public TimeSpan SingleExpectDefault { get; }

    /// <summary>How long "no message" waits when it says nothing else (<c>expect-no-message-default</c>).</summary>
    public TimeSpan ExpectNoMessageDefault { get; }

    /// <summary>How long an event filter waits for the last event (<c>filter-leeway</c>).</summary>
    public TimeSpan TestEventFilterLeeway { get; }

    /// <summary>What every duration of a test is multiplied with (<c>timefactor</c>).</summary>
    public double TestTimeFactor { get; }
}
