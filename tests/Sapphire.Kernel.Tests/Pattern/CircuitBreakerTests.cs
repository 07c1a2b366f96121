using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Pattern;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Pattern;

public sealed class CircuitBreakerTests : Sapphire.Kernel.TestKit.TestKit
{
    private readonly ManualTimeProvider _time;

    public CircuitBreakerTests()
        : this(new ManualTimeProvider())
    {
    }

    private CircuitBreakerTests(ManualTimeProvider time)
        : base(null, time) => _time = time;

    private static TimeSpan S(double s) => TimeSpan.FromSeconds(s);

    private CircuitBreaker Breaker(int maxFailures = 2) => CircuitBreaker.Create(Sys.Scheduler, maxFailures, S(10), S(30));

    private static Task<int> Ok() => Task.FromResult(1);

    private static Task<int> Bad() => Task.FromException<int>(new InvalidOperationException("broken"));

    private static async Task FailAsync(CircuitBreaker breaker, int times)
    {
        for (int i = 0; i < times; i++) await Should.ThrowAsync<InvalidOperationException>(breaker.WithCircuitBreaker(Bad));
    }

    private async Task<CircuitBreaker> HalfOpenAsync()
    {
        CircuitBreaker breaker = Breaker(1);
        await FailAsync(breaker, 1);
        _time.Advance(S(30));
        breaker.IsHalfOpen.ShouldBeTrue();
        return breaker;
    }

    [Fact]
    public async Task Failures_in_a_row_open_it_and_a_success_between_them_does_not()
    {
        CircuitBreaker breaker = Breaker();
        await FailAsync(breaker, 1);
        breaker.CurrentFailureCount.ShouldBe(1);
        (await breaker.WithCircuitBreaker(Ok)).ShouldBe(1);
        breaker.CurrentFailureCount.ShouldBe(0);
        await FailAsync(breaker, 1);
        breaker.IsClosed.ShouldBeTrue();
        await FailAsync(breaker, 1);
        breaker.IsOpen.ShouldBeTrue();
        breaker.LastCaughtException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task An_open_one_refuses_at_once_and_says_why_and_for_how_long()
    {
        CircuitBreaker breaker = Breaker(1);
        await FailAsync(breaker, 1);
        _time.Advance(S(10));
        bool called = false;
        OpenCircuitException refused = await Should.ThrowAsync<OpenCircuitException>(breaker.WithCircuitBreaker(() =>
        {
            called = true;
            return Ok();
        }));
        called.ShouldBeFalse();
        refused.RemainingDuration.ShouldBe(S(20));
        refused.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task A_half_open_one_lets_one_call_try_and_closes_when_it_succeeds()
    {
        CircuitBreaker breaker = await HalfOpenAsync();
        TaskCompletionSource<int> trying = new();
        Task<int> call = breaker.WithCircuitBreaker(() => trying.Task);
        (await Should.ThrowAsync<OpenCircuitException>(breaker.WithCircuitBreaker(Ok))).RemainingDuration.ShouldBe(TimeSpan.Zero);
        trying.SetResult(7);
        (await call).ShouldBe(7);
        breaker.IsClosed.ShouldBeTrue();
        breaker.CurrentFailureCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_half_open_one_opens_again_when_the_try_fails()
    {
        CircuitBreaker breaker = await HalfOpenAsync();
        await FailAsync(breaker, 1);
        breaker.IsOpen.ShouldBeTrue();
        _time.Advance(S(29.9));
        breaker.IsOpen.ShouldBeTrue();
        _time.Advance(S(0.1));
        breaker.IsHalfOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_a_failure_and_its_late_end_is_not()
    {
        CircuitBreaker breaker = Breaker();
        TaskCompletionSource<int> slow = new();
        Task<int> call = breaker.WithCircuitBreaker(() => slow.Task);
        _time.Advance(S(10));
        await Should.ThrowAsync<TimeoutException>(call);
        breaker.CurrentFailureCount.ShouldBe(1);
        slow.SetException(new InvalidOperationException());
        await FailAsync(breaker, 1);
        breaker.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_that_ends_in_time_leaves_no_timer()
    {
        CircuitBreaker breaker = Breaker();
        TaskCompletionSource<int> slow = new();
        Task<int> call = breaker.WithCircuitBreaker(() => slow.Task);
        slow.SetResult(3);
        (await call).ShouldBe(3);
        _time.Advance(S(60));
        breaker.CurrentFailureCount.ShouldBe(0);
    }

    [Fact]
    public async Task The_token_is_cancelled_when_the_time_is_over()
    {
        CircuitBreaker breaker = Breaker();
        TaskCompletionSource ended = new();
        Task call = breaker.WithCircuitBreaker(ended, async (end, token) =>
        {
            token.Register(() => end.TrySetResult());
            await end.Task;
            token.ThrowIfCancellationRequested();
        });
        _time.Advance(S(10));
        await Should.ThrowAsync<TimeoutException>(call);
        await ended.Task.WaitAsync(S(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_began_before_it_opened_changes_nothing_after()
    {
        CircuitBreaker breaker = Breaker(1);
        TaskCompletionSource<int> good = new();
        TaskCompletionSource<int> bad = new();
        Task<int> first = breaker.WithCircuitBreaker(() => good.Task);
        Task<int> second = breaker.WithCircuitBreaker(() => bad.Task);
        await FailAsync(breaker, 1);
        good.SetResult(1);
        await first;
        breaker.IsOpen.ShouldBeTrue("a success of before must not close it");
        breaker.Succeed();
        breaker.IsOpen.ShouldBeTrue();
        bad.SetException(new InvalidOperationException());
        await Should.ThrowAsync<InvalidOperationException>(second);
        breaker.IsOpen.ShouldBeTrue();

        CircuitBreaker other = await HalfOpenAsync();
        await other.WithCircuitBreaker(Ok);
        other.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task With_backoff_it_stays_open_twice_as_long_after_each_failed_try_up_to_the_bound()
    {
        CircuitBreaker breaker = CircuitBreaker.Create(Sys.Scheduler, 1, S(10), S(1)).WithExponentialBackoff(S(5));
        breaker.ExponentialBackoffFactor.ShouldBe(2);
        foreach (double seconds in (double[])[1, 2, 4, 5, 5])
        {
            await FailAsync(breaker, 1);
            _time.Advance(S(seconds - 0.01));
            breaker.IsOpen.ShouldBeTrue();
            _time.Advance(S(0.01));
            breaker.IsHalfOpen.ShouldBeTrue();
        }

        // Success forgets it.
        await breaker.WithCircuitBreaker(Ok);
        await FailAsync(breaker, 1);
        _time.Advance(S(1));
        breaker.IsHalfOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_random_part_makes_it_stay_open_longer_never_shorter()
    {
        for (int i = 0; i < 20; i++)
        {
            CircuitBreaker breaker = CircuitBreaker.Create(Sys.Scheduler, 1, S(10), S(10)).WithRandomFactor(0.2);
            await FailAsync(breaker, 1);
            TimeSpan wait = (await Should.ThrowAsync<OpenCircuitException>(breaker.WithCircuitBreaker(Ok))).RemainingDuration;
            wait.ShouldBeInRange(S(10), S(12));
        }
    }

    [Fact]
    public async Task Succeed_and_Fail_count_what_was_called_elsewhere()
    {
        CircuitBreaker breaker = Breaker();
        breaker.Fail();
        breaker.Succeed();
        breaker.CurrentFailureCount.ShouldBe(0);
        breaker.Fail();
        breaker.Fail();
        breaker.IsOpen.ShouldBeTrue();
        breaker.LastCaughtException.ShouldBeOfType<UserCalledFailException>();
        _time.Advance(S(30));
        breaker.Succeed();
        breaker.IsClosed.ShouldBeTrue();
        (await breaker.WithCircuitBreaker(Ok)).ShouldBe(1);
    }

    [Fact]
    public void The_synchronous_calls_give_results_and_exceptions_as_they_are()
    {
        CircuitBreaker breaker = Breaker(3);
        breaker.WithSyncCircuitBreaker(() => 5).ShouldBe(5);
        Should.Throw<InvalidOperationException>(() => breaker.WithSyncCircuitBreaker(() => throw new InvalidOperationException("broken"))).Message.ShouldBe("broken");
        Should.Throw<InvalidOperationException>(() => breaker.WithSyncCircuitBreaker<int>(() => throw new InvalidOperationException()));
        breaker.CurrentFailureCount.ShouldBe(2);
    }

    [Fact]
    public async Task A_call_that_throws_before_it_returns_a_task_is_a_failure()
    {
        CircuitBreaker breaker = Breaker(1);
        await Should.ThrowAsync<InvalidOperationException>(() => breaker.WithCircuitBreaker((Func<Task<int>>)(() => throw new InvalidOperationException())));
        breaker.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Listeners_are_called_in_the_order_of_what_happened()
    {
        CircuitBreaker breaker = Breaker(1).OnOpen(() => TestActor.Tell("open")).OnHalfOpen(() => TestActor.Tell("half")).OnClose(() => TestActor.Tell("closed"));
        for (int i = 0; i < 5; i++)
        {
            await FailAsync(breaker, 1);
            _time.Advance(S(30));
            await breaker.WithCircuitBreaker(Ok);
        }

        for (int i = 0; i < 5; i++)
        {
            ExpectMsg("open");
            ExpectMsg("half");
            ExpectMsg("closed");
        }
    }

    [Fact]
    public async Task What_the_judge_takes_for_an_answer_closes_it_and_what_says_nothing_leaves_it_half_open()
    {
        CircuitBreaker breaker = await HalfOpenAsync();
        await Should.ThrowAsync<InvalidOperationException>(breaker.WithCircuitBreaker(Bad, _ => CallVerdict.Neither));
        breaker.IsHalfOpen.ShouldBeTrue();
        await Should.ThrowAsync<InvalidOperationException>(breaker.WithCircuitBreaker(Bad, _ => CallVerdict.Success));
        breaker.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Many_callers_at_once_open_it_once_and_one_of_them_tries()
    {
        int opened = 0;
        CircuitBreaker breaker = CircuitBreaker.Create(Sys.Scheduler, 100, S(10), S(30)).OnOpen(() => Interlocked.Increment(ref opened));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                await Should.ThrowAsync<Exception>(breaker.WithCircuitBreaker(Bad));
            }
        })));
        breaker.IsOpen.ShouldBeTrue();
        AwaitCondition(() => Volatile.Read(ref opened) == 1);
        _time.Advance(S(30));
        TaskCompletionSource<int> gate = new();
        int tried = 0;
        Task<int>[] calls = [.. Enumerable.Range(0, 64).Select(_ => Task.Run(() => breaker.WithCircuitBreaker(() =>
        {
            Interlocked.Increment(ref tried);
            return gate.Task;
        })))];
        AwaitCondition(() => calls.Count(c => c.IsFaulted) == 63);
        gate.SetResult(1);
        await Task.WhenAll(calls.Where(c => !c.IsFaulted));
        tried.ShouldBe(1);
        breaker.IsClosed.ShouldBeTrue();
        Volatile.Read(ref opened).ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Settings_that_make_no_sense_are_refused(int failures, double call, double reset) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CircuitBreaker.Create(Sys.Scheduler, failures, S(call), S(reset)));
}
