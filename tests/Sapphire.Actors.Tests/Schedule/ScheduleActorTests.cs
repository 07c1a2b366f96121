using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Actors.Tools;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Tests.Schedule;

/// <summary>Timers on a real journal, on a clock that the test moves.</summary>
public sealed class ScheduleActorTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private ActorSystem _system = null!;
    private ControlledJournal _journal = null!;
    private TestProbe _updates = null!;
    private IActorRef _schedule = null!;
    private TestKit _kit = null!;

    public ValueTask InitializeAsync()
    {
        Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_timer_fires_when_it_is_due_and_says_so_to_everybody()
    {
        TimerView timer = (await SetAsync(TimeSpan.FromMinutes(5), "tea")).Timer!;
        timer.DueAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromMinutes(5));
        Expect<TimersChanged>().Timers.ShouldHaveSingleItem().Label.ShouldBe("tea");
        await MoveAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        (await ViewAsync()).Timers.Count.ShouldBe(1);
        _updates.HasMessages.ShouldBeFalse();

        await MoveAsync(TimeSpan.FromSeconds(1));
        Expect<NotificationRaised>().Notification.ShouldBe(new(timer.Id, "Timer done: tea", string.Empty, timer.DueAt, null));
        Expect<TimersChanged>().Timers.ShouldBeEmpty();
        (await ViewAsync()).Notifications.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Timers_outlive_the_program_and_a_late_one_says_so()
    {
        TimerView late = (await SetAsync(TimeSpan.FromMinutes(5), null)).Timer!;
        TimerView running = (await SetAsync(TimeSpan.FromHours(2), "bread")).Timer!;
        await RestartAsync(away: TimeSpan.FromMinutes(65));
        NotificationRaised raised = Expect<NotificationRaised>();
        raised.Notification.Id.ShouldBe(late.Id);
        raised.Notification.Title.ShouldBe("Your 5 minute timer is done");
        raised.Notification.Detail.ShouldBe("It was due 1 hour ago, while Sapphire was not running.");
        (await ViewAsync()).Timers.ShouldHaveSingleItem().ShouldBe(running);

        await RestartAsync(away: TimeSpan.Zero);
        (await ViewAsync()).Notifications.ShouldHaveSingleItem().Id.ShouldBe(late.Id, "a notification stands until it is dismissed, and does not come twice");
        _updates.HasMessages.ShouldBeFalse();
        await MoveAsync(TimeSpan.FromHours(1));
        Expect<NotificationRaised>().Notification.Title.ShouldBe("Timer done: bread");
    }

    [Fact]
    public async Task A_cancelled_timer_does_not_fire()
    {
        TimerView timer = (await SetAsync(TimeSpan.FromMinutes(5), "tea")).Timer!;
        (await AskAsync(new CancelTimer(timer.Id, _time.GetUtcNow()))).ShouldBe(new TimerAnswer(timer, null));
        (await AskAsync(new CancelTimer(timer.Id, _time.GetUtcNow()))).ShouldBe(new TimerAnswer(null, null));
        Expect<TimersChanged>();
        Expect<TimersChanged>().Timers.ShouldBeEmpty();
        await MoveAsync(TimeSpan.FromHours(1));
        (await ViewAsync()).Notifications.ShouldBeEmpty();
        await RestartAsync(away: TimeSpan.FromHours(1));
        (await ViewAsync()).Notifications.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dismissed_notification_is_gone_for_everybody_and_for_good()
    {
        TimerView timer = (await SetAsync(TimeSpan.FromSeconds(1), null)).Timer!;
        await MoveAsync(TimeSpan.FromSeconds(1));
        Expect<TimersChanged>();
        Expect<NotificationRaised>();
        Expect<TimersChanged>();
        (await AskAsync(new DismissNotification(timer.Id, _time.GetUtcNow()))).Problem.ShouldBeNull();
        Expect<NotificationDismissed>().Id.ShouldBe(timer.Id);
        await RestartAsync(away: TimeSpan.Zero);
        (await ViewAsync()).Notifications.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_disk_is_answered_and_nothing_is_set()
    {
        _journal.BeforeWrite = _ => throw new StorageException(StorageReason.Full, "The disk is full.");
        TimerAnswer answer = await SetAsync(TimeSpan.FromMinutes(5), "tea");
        answer.Timer.ShouldBeNull();
        answer.Problem.ShouldBe("This could not be stored. The disk is full.");
        await RestartAsync(away: TimeSpan.Zero);
        (await ViewAsync()).Timers.ShouldBeEmpty();
        (await SetAsync(TimeSpan.FromMinutes(5), "tea")).Timer.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_jump_of_the_clock_is_noticed_within_a_minute()
    {
        SkewedTime skewed = new(_time);
        await StopAsync();
        Start(skewed);
        await SetAsync(TimeSpan.FromHours(8), "morning");
        skewed.Skew = TimeSpan.FromHours(9);
        await MoveAsync(TimeSpan.FromMinutes(1));
        Expect<TimersChanged>();
        Expect<NotificationRaised>().Notification.Title.ShouldBe("Timer done: morning");
    }

    [Fact]
    public async Task Many_timers_fire_in_order_and_survive_a_snapshot()
    {
        for (int i = 20; i > 0; i--)
        {
            (await SetAsync(TimeSpan.FromSeconds(i), $"{i}")).Timer.ShouldNotBeNull();
            Expect<TimersChanged>();
        }

        await AssistantHarness.UntilAsync(async () => await _journal.LoadSnapshotAsync("schedule") is not null, "no snapshot");
        await RestartAsync(away: TimeSpan.Zero);
        (await ViewAsync()).Timers.Count.ShouldBe(20);
        for (int i = 1; i <= 20; i++)
        {
            await MoveAsync(TimeSpan.FromSeconds(1));
            Expect<NotificationRaised>().Notification.Title.ShouldBe($"Timer done: {i}");
            Expect<TimersChanged>().Timers.Count.ShouldBe(20 - i);
        }
    }

    [Fact]
    public async Task The_tools_see_timers_through_the_same_actor()
    {
        ScheduleTimers timers = new(() => _schedule, _time);
        ChatId chat = ChatId.New(_time);
        TimerView tea = await timers.SetAsync(TimeSpan.FromMinutes(5), "tea", chat, null, TestContext.Current.CancellationToken);
        tea.ChatId.ShouldBe(chat);
        (await timers.ListAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().ShouldBe(tea);
        (await timers.CancelAsync(tea.Id, TestContext.Current.CancellationToken)).ShouldBe(tea);
        (await timers.CancelAsync(tea.Id, TestContext.Current.CancellationToken)).ShouldBeNull();
        (await Should.ThrowAsync<ToolException>(() => timers.SetAsync(TimeSpan.FromDays(400), null, null, null, TestContext.Current.CancellationToken)))
            .Message.ShouldBe("A timer runs for more than nothing and at most 366 days.");
        _journal.BeforeWrite = _ => throw new StorageException(StorageReason.Full, "The disk is full.");
        (await Should.ThrowAsync<ToolException>(() => timers.SetAsync(TimeSpan.FromDays(1), null, null, null, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("The disk is full.");
    }

    private void Start(TimeProvider? time = null)
    {
        _system = ActorSystem.Create("schedule-test", TestProtocol.Setup(time ?? _time));
        _kit = new(_system);
        _journal = new(SqliteJournal.Open(new(_folder.File("journal.db"))));
        Persistence.Persistence.Add(_system, _journal, ScheduleEventCatalog.Create());
        _updates = _kit.CreateTestProbe();
        _system.EventStream.Subscribe<Update>(_updates.Ref);
        _schedule = _system.ActorOf(ScheduleActor.Props(time ?? _time, new(), snapshotEvery: 8), "schedule");
    }

    private async Task StopAsync()
    {
        await _system.Terminate();
        await _journal.DisposeAsync();
    }

    private async Task RestartAsync(TimeSpan away)
    {
        await StopAsync();
        _time.Advance(away);
        Start();
    }

    private Task<TimerAnswer> SetAsync(TimeSpan duration, string? label) => AskAsync(new SetTimer(TimerId.New(_time), duration, label, null, _time.GetUtcNow()));

    private Task<TimerAnswer> AskAsync(ScheduleCommand command) => _schedule.Ask<TimerAnswer>(command).WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);

    private Task<ScheduleView> ViewAsync() => _schedule.Ask<ScheduleView>(GetSchedule.Instance).WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);

    // The actor sets its timer after it has answered: wait for that, and afterwards for what the tick has stored.
    private async Task MoveAsync(TimeSpan by)
    {
        await ViewAsync();
        TimeSpan left = by;
        while (left > TimeSpan.Zero)
        {
            TimeSpan step = left > TimeSpan.FromSeconds(30) ? TimeSpan.FromSeconds(30) : left;
            _time.Advance(step);
            await ViewAsync();
            left -= step;
        }
    }

    private T Expect<T>() => _updates.ExpectMsg<T>();

    private sealed class SkewedTime(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Skew { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Skew;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }
}
