using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Configuration;
using Sapphire.Web.Security;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Security;

public sealed class LoginLimiterTests
{
    private static readonly LoginOptions Options = new();
    private readonly TestClock _clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void SuccessesDoNotCount()
    {
        LoginLimiter limiter = new(_clock, Options);
        for (int i = 0; i < 100; i++)
        {
            limiter.Forget(limiter.TryBegin(IPAddress.Parse("192.0.2.1"), out _).ShouldNotBeNull());
        }
    }

    [Fact]
    public void TheSixthFailureOfAnAddressWaitsForTheFirstToPass()
    {
        LoginLimiter limiter = new(_clock, Options);
        IPAddress peer = IPAddress.Parse("192.0.2.1");
        for (int i = 0; i < 5; i++)
        {
            limiter.TryBegin(peer, out _).ShouldNotBeNull();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        limiter.TryBegin(peer, out TimeSpan wait).ShouldBeNull();
        wait.ShouldBe(TimeSpan.FromSeconds(55));
        limiter.TryBegin(IPAddress.Parse("::ffff:192.0.2.1"), out _).ShouldBeNull();
        limiter.TryBegin(IPAddress.Parse("192.0.2.2"), out _).ShouldNotBeNull();
        _clock.Advance(wait);
        limiter.TryBegin(peer, out _).ShouldNotBeNull();
        limiter.TryBegin(peer, out _).ShouldBeNull();
    }

    [Fact]
    public void OneIPv6NetworkIsOneAddress()
    {
        LoginLimiter limiter = new(_clock, Options);
        for (int i = 0; i < 5; i++)
        {
            limiter.TryBegin(IPAddress.Parse($"2001:db8::{i + 1}"), out _).ShouldNotBeNull();
        }

        limiter.TryBegin(IPAddress.Parse("2001:db8::ffff"), out _).ShouldBeNull();
        limiter.TryBegin(IPAddress.Parse("2001:db8:0:1::1"), out _).ShouldNotBeNull();
    }

    [Fact]
    public void ManyAddressesTogetherAreLimitedAndDoNotLockThisMachineOut()
    {
        LoginLimiter limiter = new(_clock, Options);
        int begun = Enumerable.Range(0, 200).Count(i => limiter.TryBegin(new IPAddress([10, 0, (byte)i, 1]), out _) is not null);
        begun.ShouldBe(30);
        limiter.TryBegin(IPAddress.Loopback, out _).ShouldNotBeNull();
    }

    [Fact]
    public void NeverMoreThanTheLimitInAnyWindow() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Seconds, bool Succeeds)[]>(), attempts =>
        {
            TestClock clock = new(DateTimeOffset.UnixEpoch);
            LoginLimiter limiter = new(clock, Options);
            List<DateTimeOffset> failures = [];
            foreach ((byte seconds, bool succeeds) in attempts)
            {
                clock.Advance(TimeSpan.FromSeconds(seconds % 20));
                LoginLimiter.Attempt? attempt = limiter.TryBegin(IPAddress.Loopback, out _);
                int recent = failures.Count(f => clock.GetUtcNow() - f < Options.Window);
                if (attempt is null != recent >= Options.Attempts)
                {
                    return false;
                }

                if (attempt is not null && succeeds)
                {
                    limiter.Forget(attempt);
                }
                else if (attempt is not null)
                {
                    failures.Add(clock.GetUtcNow());
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
}
