using System.Text.Json;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Schedule;

namespace Sapphire.Actors.Tests.Schedule;

public sealed class ScheduleStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimerId Tea = Id(1);

    [Fact]
    public void A_timer_runs_and_fires_when_due()
    {
        ScheduleState state = Set(ScheduleState.Empty, Tea, TimeSpan.FromMinutes(5), "tea");

        state.NextDue.ShouldBe(Now.AddMinutes(5));
        state.Due(Now.AddMinutes(4)).ShouldBeEmpty();
        ScheduleState fired = state.Due(Now.AddMinutes(5)).Aggregate(state, (s, e) => s.Apply(e));
        fired.Running.ShouldBeEmpty();
        fired.Notifications.Single().Title.ShouldBe("Timer done: tea");
        fired.Notifications.Single().Detail.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("00:00:30", "30 seconds")]
    [InlineData("00:01:00", "1 minute")]
    [InlineData("01:00:00", "1 hour")]
    [InlineData("02:00:00", "2 hours")]
    [InlineData("02:05:00", "2 hours 5 minutes")]
    [InlineData("2.00:00:00", "2 days")]
    public void A_timer_that_came_due_while_nothing_ran_says_so(string late, string ago)
    {
        ScheduleState state = Set(ScheduleState.Empty, Tea, TimeSpan.FromMinutes(5), null);

        ScheduleState fired = state.Due(Now.AddMinutes(5) + TimeSpan.Parse(late)).Aggregate(state, (s, e) => s.Apply(e));

        fired.Notifications.Single().Title.ShouldBe("Your 5 minute timer is done");
        fired.Notifications.Single().Detail.ShouldBe($"It was due {ago} ago, while Sapphire was not running.");
    }

    [Fact]
    public void Several_due_timers_fire_in_the_order_in_which_they_were_due()
    {
        ScheduleState state = Set(Set(ScheduleState.Empty, Id(1), TimeSpan.FromMinutes(3), "b"), Id(2), TimeSpan.FromMinutes(1), "a");

        state.Due(Now.AddHours(1)).Cast<TimerFired>().Select(fired => fired.TimerId).ShouldBe([Id(2), Id(1)]);
    }

    [Fact]
    public void A_cancelled_timer_does_not_fire()
    {
        ScheduleState state = Set(ScheduleState.Empty, Tea, TimeSpan.FromMinutes(5), "tea");

        (var events, TimerAnswer answer) = state.Decide(new CancelTimer(Tea, Now));
        state = events.Aggregate(state, (s, e) => s.Apply(e));

        answer.Timer!.Label.ShouldBe("tea");
        state.Due(Now.AddHours(1)).ShouldBeEmpty();
        state.Decide(new CancelTimer(Tea, Now)).Answer.Timer.ShouldBeNull();
    }

    [Fact]
    public void A_dismissed_notification_is_gone()
    {
        ScheduleState state = Set(ScheduleState.Empty, Tea, TimeSpan.FromMinutes(5), "tea").Apply(new TimerFired(Tea, Now.AddMinutes(5)));

        (var events, _) = state.Decide(new DismissNotification(Tea, Now));

        events.Aggregate(state, (s, e) => s.Apply(e)).Notifications.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(367L * 24 * 3600)]
    public void An_impossible_duration_is_refused(long seconds)
    {
        (var events, TimerAnswer answer) = ScheduleState.Empty.Decide(new SetTimer(Tea, TimeSpan.FromSeconds(seconds), null, null, Now));

        events.ShouldBeEmpty();
        answer.Problem.ShouldNotBeNull();
    }

    [Fact]
    public void Too_many_timers_are_refused()
    {
        ScheduleState state = Enumerable.Range(1, ScheduleState.MaxTimers).Aggregate(ScheduleState.Empty, (s, i) => Set(s, Id(i), TimeSpan.FromHours(1), null));

        state.Decide(new SetTimer(Id(9999), TimeSpan.FromHours(1), null, null, Now)).Answer.Problem.ShouldNotBeNull();
    }

    [Fact]
    public void A_snapshot_gives_the_state_back()
    {
        ScheduleState state = Set(Set(ScheduleState.Empty, Tea, TimeSpan.FromMinutes(5), "tea"), Id(2), TimeSpan.FromMinutes(1), null).Apply(new TimerFired(Id(2), Now.AddMinutes(1)));

        string json = JsonSerializer.Serialize(ScheduleSnapshot.From(state), ScheduleJsonContext.Default.ScheduleSnapshot);
        ScheduleState back = JsonSerializer.Deserialize(json, ScheduleJsonContext.Default.ScheduleSnapshot)!.ToState();

        back.View.Timers.ShouldBe(state.View.Timers);
        back.View.Notifications.ShouldBe(state.View.Notifications);
    }

    private static TimerId Id(int n) => new(new($"00000000-0000-7000-8000-{n:x12}"));

    private static ScheduleState Set(ScheduleState state, TimerId id, TimeSpan duration, string? label) =>
        state.Decide(new SetTimer(id, duration, label, null, Now)).Events.Aggregate(state, (s, e) => s.Apply(e));
}
