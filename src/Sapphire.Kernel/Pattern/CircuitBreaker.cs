using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Pattern;

/// <summary>
/// Keeps calls away from a service that is out of order, so that callers fail at once instead of waiting for it. Thread-safe.
/// <code>
///            maxFailures failures in a row, each an exception or longer than callTimeout
///   [Closed] ───────────────────────────────────────────────────────────────────────► [Open] every call: OpenCircuitException
///       ▲                                                                             ▲    │
///       │ it succeeds                                       it fails: a longer wait,  │    │ resetTimeout
///       │                                                   with exponential backoff  │    ▼
///       └────────────────────────────────────────────────────────────────────── [Half-open] one call tries, the others: OpenCircuitException
/// </code>
/// A call counts for the period in which it began: one that ends after the breaker has opened or closed again changes nothing.
/// </summary>
public class CircuitBreaker
{
    private const double NoBackoff = 1;
    private readonly Lock _lock = new();
    private readonly List<Action> _onOpen = [];
    private readonly List<Action> _onHalfOpen = [];
    private readonly List<Action> _onClose = [];
    private volatile Period _period = new Closed();
    private volatile Exception? _lastCaught;
    private Task _notified = Task.CompletedTask;

    /// <summary>A breaker that is closed.</summary>
    /// <param name="scheduler">Measures the times.</param>
    /// <param name="maxFailures">Failures in a row that open it; at least 1.</param>
    /// <param name="callTimeout">A call that takes longer is a failure; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="resetTimeout">How long it stays open before a call may try.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public CircuitBreaker(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, TimeSpan.FromDays(36_500), NoBackoff)
    {
    }

    /// <summary>A breaker that is closed, and stays open longer each time a try fails.</summary>
    /// <param name="scheduler">Measures the times.</param>
    /// <param name="maxFailures">Failures in a row that open it; at least 1.</param>
    /// <param name="callTimeout">A call that takes longer is a failure; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="resetTimeout">How long it stays open at first.</param>
    /// <param name="maxResetTimeout">How long it stays open at most, before the random part.</param>
    /// <param name="exponentialBackoffFactor">By what each failed try multiplies the time; at least 1.</param>
    /// <param name="randomFactor">Up to this part is added, so that many breakers do not try at once: 0.2 adds up to 20 %.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public CircuitBreaker(
        IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout, TimeSpan maxResetTimeout, double exponentialBackoffFactor, double randomFactor = 0)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFailures, 1);
        if (callTimeout != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(callTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(resetTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxResetTimeout, resetTimeout);
        ArgumentOutOfRangeException.ThrowIfLessThan(exponentialBackoffFactor, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(randomFactor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(randomFactor, 1);
        Scheduler = scheduler;
        MaxFailures = maxFailures;
        CallTimeout = callTimeout;
        ResetTimeout = resetTimeout;
        MaxResetTimeout = maxResetTimeout;
        ExponentialBackoffFactor = exponentialBackoffFactor;
        RandomFactor = randomFactor;
    }

    /// <summary>Measures the times.</summary>
    public IScheduler Scheduler { get; }

    /// <summary>Failures in a row that open it.</summary>
    public int MaxFailures { get; }

    /// <summary>A call that takes longer is a failure.</summary>
    public TimeSpan CallTimeout { get; }

    /// <summary>How long it stays open at first.</summary>
    public TimeSpan ResetTimeout { get; }

    /// <summary>How long it stays open at most.</summary>
    public TimeSpan MaxResetTimeout { get; }

    /// <summary>By what each failed try multiplies the time that it stays open.</summary>
    public double ExponentialBackoffFactor { get; }

    /// <summary>The random part of that time.</summary>
    public double RandomFactor { get; }

    /// <summary>Failures since the last success, while it is closed; else 0.</summary>
    public long CurrentFailureCount => _period is Closed closed ? Volatile.Read(ref closed.Failures) : 0;

    /// <summary>The failure that was counted last; null before the first.</summary>
    public Exception? LastCaughtException => _lastCaught;

    /// <summary>Whether calls go through.</summary>
    public bool IsClosed => _period is Closed;

    /// <summary>Whether every call fails at once.</summary>
    public bool IsOpen => _period is Open;

    /// <summary>Whether one call may try.</summary>
    public bool IsHalfOpen => _period is HalfOpen;

    /// <summary>How long until a call may try; zero unless it is open.</summary>
    internal TimeSpan Remaining =>
        _period is Open open && open.Until - Scheduler.MonotonicClock is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>A breaker that is closed.</summary>
    /// <param name="scheduler">Measures the times.</param>
    /// <param name="maxFailures">Failures in a row that open it; at least 1.</param>
    /// <param name="callTimeout">A call that takes longer is a failure.</param>
    /// <param name="resetTimeout">How long it stays open before a call may try.</param>
    public static CircuitBreaker Create(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout) =>
        new(scheduler, maxFailures, callTimeout, resetTimeout);

    /// <summary>A new breaker with these settings that stays open twice as long after each failed try. Listeners are not taken over.</summary>
    /// <param name="maxResetTimeout">At most so long.</param>
    public CircuitBreaker WithExponentialBackoff(TimeSpan maxResetTimeout) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, maxResetTimeout, 2, RandomFactor);

    /// <summary>A new breaker with these settings and a random part of the time that it stays open. Listeners are not taken over.</summary>
    /// <param name="randomFactor">0.2 adds up to 20 %.</param>
    public CircuitBreaker WithRandomFactor(double randomFactor) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, MaxResetTimeout, ExponentialBackoffFactor, randomFactor);

    /// <summary>Makes a call, unless the breaker is open.</summary>
    /// <exception cref="OpenCircuitException">It was not made.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="CallTimeout"/>; it may still end.</exception>
    public Task<T> WithCircuitBreaker<T>(Func<Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return InvokeAsync(body, static (call, _) => call(), null, cancellable: false);
    }

    /// <summary>Makes a call, unless the breaker is open. The token is cancelled when the call takes longer than <see cref="CallTimeout"/>.</summary>
    /// <exception cref="OpenCircuitException">It was not made.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="CallTimeout"/>.</exception>
    public Task<T> WithCircuitBreaker<T>(Func<CancellationToken, Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return InvokeAsync(body, static (call, token) => call(token), null, cancellable: true);
    }

    /// <summary>Makes a call with a state, unless the breaker is open. The token is cancelled when the call takes longer than <see cref="CallTimeout"/>.</summary>
    /// <exception cref="OpenCircuitException">It was not made.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="CallTimeout"/>.</exception>
    public Task<T> WithCircuitBreaker<TState, T>(TState state, Func<TState, CancellationToken, Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return InvokeAsync(state, body, null, cancellable: true);
    }

    /// <summary>Makes a call, unless the breaker is open.</summary>
    /// <exception cref="OpenCircuitException">It was not made.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="CallTimeout"/>; it may still end.</exception>
    public Task WithCircuitBreaker(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return InvokeAsync(body, static async (call, _) => { await call().ConfigureAwait(false); return Done.Instance; }, null, cancellable: false);
    }

    /// <summary>Makes a call, unless the breaker is open. The token is cancelled when the call takes longer than <see cref="CallTimeout"/>.</summary>
    /// <exception cref="OpenCircuitException">It was not made.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="CallTimeout"/>.</exception>
    public Task WithCircuitBreaker(Func<CancellationToken, Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return InvokeAsync(body, static async (call, token) => { await call(token).ConfigureAwait(false); return Done.Instance; }, null, cancellable: true);
    }

    /// <summary>Makes a call with a state, unless the breaker is open. The token is cancelled when the call takes longer than <see cref="CallTimeout"/>.</summary>
    /// <exception cref="OpenCircuitException">It was not made.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="CallTimeout"/>.</exception>
    public Task WithCircuitBreaker<TState>(TState state, Func<TState, CancellationToken, Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return InvokeAsync((state, body), static async (call, token) => { await call.body(call.state, token).ConfigureAwait(false); return Done.Instance; }, null, cancellable: true);
    }

    /// <summary>Runs a body on the thread pool and waits for it, unless the breaker is open. It blocks: not for actors.</summary>
    /// <exception cref="OpenCircuitException">It did not run.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="CallTimeout"/>; it may still end.</exception>
    public void WithSyncCircuitBreaker(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
#pragma warning disable VSTHRD002 // To wait is what the caller asks for; the body runs on the pool.
        WithCircuitBreaker(() => Task.Run(body)).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <summary>Runs a body on the thread pool and waits for its result, unless the breaker is open. It blocks: not for actors.</summary>
    /// <exception cref="OpenCircuitException">It did not run.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="CallTimeout"/>; it may still end.</exception>
    public T WithSyncCircuitBreaker<T>(Func<T> body)
    {
        ArgumentNullException.ThrowIfNull(body);
#pragma warning disable VSTHRD002 // To wait is what the caller asks for; the body runs on the pool.
        return WithCircuitBreaker(() => Task.Run(body)).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <summary>Counts a success of a call that was made elsewhere: a half-open breaker closes.</summary>
    public void Succeed() => Judge(_period, CallVerdict.Success, null);

    /// <summary>Counts a failure of a call that was made elsewhere: a half-open breaker opens.</summary>
    public void Fail() => Fail(new UserCalledFailException());

    internal void Fail(Exception cause) => Judge(_period, CallVerdict.Failure, cause);

    /// <summary>Calls back whenever it opens. Callbacks run on the thread pool, one after the other, in the order of what happened.</summary>
    public CircuitBreaker OnOpen(Action callback) => Add(_onOpen, callback);

    /// <summary>Calls back whenever it becomes half-open.</summary>
    public CircuitBreaker OnHalfOpen(Action callback) => Add(_onHalfOpen, callback);

    /// <summary>Calls back whenever it closes.</summary>
    public CircuitBreaker OnClose(Action callback) => Add(_onClose, callback);

    /// <summary>As <see cref="WithCircuitBreaker{T}(Func{Task{T}})"/>, with a judge of exceptions.</summary>
    internal Task<T> WithCircuitBreaker<T>(Func<Task<T>> body, Func<Exception, CallVerdict> judge) =>
        InvokeAsync(body, static (call, _) => call(), judge, cancellable: false);

    private async Task<T> InvokeAsync<TState, T>(TState state, Func<TState, CancellationToken, Task<T>> body, Func<Exception, CallVerdict>? judge, bool cancellable)
    {
        Period period = _period;
        if (!period.TryEnter()) throw new OpenCircuitException(_lastCaught) { RemainingDuration = Remaining };
        using CancellationTokenSource? expired = cancellable ? new() : null;
        T result;
        try
        {
            Task<T> call = body(state, expired?.Token ?? CancellationToken.None);
            if (!call.IsCompleted && CallTimeout != Timeout.InfiniteTimeSpan) await WaitAsync(call, expired).ConfigureAwait(false);
            result = await call.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Judge(period, judge?.Invoke(e) ?? CallVerdict.Failure, e);
            throw;
        }

        Judge(period, CallVerdict.Success, null);
        return result;
    }

    private async Task WaitAsync(Task call, CancellationTokenSource? expired)
    {
        TaskCompletionSource late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ICancelable timer = Scheduler.Advanced.ScheduleOnceCancelable(CallTimeout, () => late.TrySetResult());
        if (await Task.WhenAny(call, late.Task).ConfigureAwait(false) == call)
        {
            timer.Cancel();
            return;
        }

        // What it fails with after this is nobody's any more: its caller has been told.
        _ = call.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (expired is not null) await expired.CancelAsync().ConfigureAwait(false);
        throw new TimeoutException($"The call did not end within {CallTimeout.TotalMilliseconds} ms.");
    }

    private void Judge(Period period, CallVerdict verdict, Exception? cause)
    {
        if (verdict == CallVerdict.Failure) _lastCaught = cause;
        switch (period)
        {
            case Closed closed when verdict == CallVerdict.Success:
                if (Volatile.Read(ref closed.Failures) != 0) Volatile.Write(ref closed.Failures, 0);
                break;
            case Closed closed when verdict == CallVerdict.Failure:
                if (Interlocked.Increment(ref closed.Failures) >= MaxFailures) Trip(closed, ResetTimeout);
                break;
            case HalfOpen when verdict == CallVerdict.Success:
                Change(period, new Closed(), _onClose);
                break;
            case HalfOpen half when verdict == CallVerdict.Failure:
                Trip(half, half.NextReset);
                break;
            case HalfOpen half:
                half.Leave();
                break;
        }
    }

    private void Trip(Period from, TimeSpan reset)
    {
#pragma warning disable CA5394 // Spreads load; no secret.
        TimeSpan wait = RandomFactor > 0 ? reset * (1 + (Random.Shared.NextDouble() * RandomFactor)) : reset;
#pragma warning restore CA5394
        Open open = new(Scheduler.MonotonicClock + wait);
        if (!Change(from, open, _onOpen)) return;
        double next = Math.Min(reset.Ticks * ExponentialBackoffFactor, MaxResetTimeout.Ticks);
        Scheduler.Advanced.ScheduleOnce(wait, () => Change(open, new HalfOpen(TimeSpan.FromTicks((long)next)), _onHalfOpen));
    }

    /// <summary>False when somebody else has ended the period before.</summary>
    private bool Change(Period from, Period to, List<Action> callbacks)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_period, from)) return false;
            _period = to;
            if (callbacks.Count > 0)
            {
                Action[] called = [.. callbacks];
                _notified = _notified.ContinueWith(_ => Array.ForEach(called, static call => call()), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            return true;
        }
    }

    private CircuitBreaker Add(List<Action> callbacks, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        lock (_lock) callbacks.Add(callback);
        return this;
    }

    /// <summary>The time between two changes: a call that began in it is told from those of an earlier one by identity.</summary>
    private abstract class Period
    {
        public abstract bool TryEnter();
    }

    private sealed class Closed : Period
    {
        public int Failures;

        public override bool TryEnter() => true;
    }

    private sealed class Open(TimeSpan until) : Period
    {
        public TimeSpan Until => until;

        public override bool TryEnter() => false;
    }

    private sealed class HalfOpen(TimeSpan nextReset) : Period
    {
        private int _trying;

        public TimeSpan NextReset => nextReset;

        public override bool TryEnter() => Interlocked.Exchange(ref _trying, 1) == 0;

        public void Leave() => Volatile.Write(ref _trying, 0);
    }
}
