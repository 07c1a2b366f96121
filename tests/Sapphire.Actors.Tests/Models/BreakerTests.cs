using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

public sealed class BreakerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Five_failures_in_a_row_open_it_and_each_failed_try_doubles_the_pause()
    {
        BreakerState state = BreakerState.Closed;
        for (int i = 0; i < 4; i++)
        {
            state = state.Failed(Start);
            state.Permits(Start).ShouldBeTrue();
        }

        state = state.Failed(Start);
        state.Phase.ShouldBe(BreakerPhase.Open);
        state.Permits(Start + TimeSpan.FromSeconds(29)).ShouldBeFalse();
        DateTimeOffset now = Start;
        foreach (int seconds in (int[])[60, 120, 240, 300, 300])
        {
            now = state.Until;
            state.Permits(now).ShouldBeTrue();
            state = state.Begin(now);
            // One call tries; another one waits.
            state.Permits(now).ShouldBeFalse();
            state = state.Failed(now);
            (state.Until - now).ShouldBe(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public void A_try_that_is_given_up_lets_another_one_try() =>
        Opened().Begin(Start + TimeSpan.FromSeconds(30)).Released(Start + TimeSpan.FromSeconds(31)).Permits(Start + TimeSpan.FromSeconds(31)).ShouldBeTrue();

    [Fact]
    public void Whatever_happens_it_lets_a_call_through_within_five_minutes() => Prop.ForAll(
        Gen.Choose(0, 3).ListOf().ToArbitrary(),
        steps =>
        {
            BreakerState state = BreakerState.Closed;
            DateTimeOffset now = Start;
            foreach (int step in steps)
            {
                now += TimeSpan.FromSeconds(7);
                state = step switch
                {
                    0 => state.Permits(now) ? state.Begin(now) : state,
                    1 => state.Failed(now),
                    2 => state.Released(now),
                    _ => BreakerState.Closed,
                };
                state.Permits(now + BreakerState.LongestPause).ShouldBeTrue();
                (state.Phase == BreakerPhase.Closed).ShouldBe(state.Failures < BreakerState.MaxFailures && state.Openings == 0);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_provider_that_fails_again_and_again_is_left_alone_and_tried_later()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using DirectoryFixture home = await DirectoryFixture.StartAsync();
        home.Configure("auto", home.ProviderOne());
        await home.Directory.CheckAllAsync(cancel);
        ModelChoice choice = (await home.Directory.CandidatesAsync(cancel))[0];
        Task AskAsync() => choice.Client.GetResponseAsync([new(ChatRole.User, "x")], null, cancel);
        for (int i = 0; i < BreakerState.MaxFailures; i++)
        {
            home.One.Enqueue(Answer.Error(500));
            await Should.ThrowAsync<ModelException>(AskAsync);
        }

        int asked = home.One.Chats.Count;
        (await Should.ThrowAsync<ModelException>(AskAsync)).Message.ShouldContain("left alone for 30 seconds");
        home.One.Chats.Count.ShouldBe(asked);
        home.Directory.BreakerOf("one").Phase.ShouldBe(BreakerPhase.Open);

        home.Time.Advance(TimeSpan.FromSeconds(31));
        home.One.Enqueue(Answer.Text("back"));
        await AskAsync();
        home.Directory.BreakerOf("one").ShouldBe(BreakerState.Closed);
    }

    [Fact]
    public async Task A_wrong_key_is_no_reason_to_leave_a_provider_alone()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using DirectoryFixture home = await DirectoryFixture.StartAsync();
        home.Configure("auto", home.ProviderOne());
        await home.Directory.CheckAllAsync(cancel);
        ModelChoice choice = (await home.Directory.CandidatesAsync(cancel))[0];
        for (int i = 0; i < 10; i++)
        {
            home.One.Enqueue(Answer.Error(401));
            await Should.ThrowAsync<ModelException>(() => choice.Client.GetResponseAsync([new(ChatRole.User, "x")], null, cancel));
        }

        home.Directory.BreakerOf("one").Phase.ShouldBe(BreakerPhase.Closed);
    }

    private static BreakerState Opened() => Enumerable.Range(0, BreakerState.MaxFailures).Aggregate(BreakerState.Closed, static (s, _) => s.Failed(Start));
}
