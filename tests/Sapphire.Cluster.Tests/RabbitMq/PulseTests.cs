using Sapphire.Cluster.RabbitMq;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Cluster.Tests.RabbitMq;

public sealed class PulseTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Silence_within_the_limit_is_life()
    {
        Pulse pulse = new(_clock);
        _clock.Advance(TimeSpan.FromMinutes(1));
        pulse.IsAlive.ShouldBeTrue("no limit yet");
        pulse.Limit(TimeSpan.FromSeconds(3));
        for (int i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            pulse.IsAlive.ShouldBeTrue();
            pulse.Beat();
        }
    }

    [Fact]
    public void Silence_past_the_limit_is_the_end_whatever_is_heard_after_it()
    {
        Pulse pulse = new(_clock);
        pulse.Limit(TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(3.1));

        // A process that was frozen reads first what lay in the socket.
        pulse.Beat();

        pulse.IsAlive.ShouldBeFalse();
    }
}
