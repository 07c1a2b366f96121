using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Pattern;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Health;

/// <summary>
/// One breaker and what stands around it: which failures count, what callers are told while it is open, and a probe that tries
/// by itself, so that neither a caller's write is the try nor the store stays shut when nobody writes.
/// <code>
///  [idle] ──a failure of the store──► [probing: wait, probe, wait longer …] ──a probe or a call succeeds──► [idle]
/// </code>
/// A breaker that is open is probed when it becomes half-open; one that has not opened yet, as often.
/// </summary>
internal sealed class Guard
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);
    private readonly string _what;
    private readonly CircuitBreakerSettings _settings;
    private readonly TimeProvider _time;
    private readonly Func<Task>? _probe;
    private readonly Action<StorageException> _failed;
    private readonly Action _succeeded;
    private readonly CancellationToken _stop;
    private volatile StorageException? _lastFailure;
    private int _probing;
    private long _failures;
    private TaskCompletionSource? _halfOpen;
    private Task _probeTask = Task.CompletedTask;

    /// <param name="what">"The journal", in messages.</param>
    /// <param name="settings">Of the breaker.</param>
    /// <param name="scheduler">Of the breaker.</param>
    /// <param name="time">The same clock.</param>
    /// <param name="probe">Null: the next call is the try.</param>
    /// <param name="failed">Told of every failure of the store.</param>
    /// <param name="succeeded">Told of every success.</param>
    /// <param name="stop">Ends the probing.</param>
    public Guard(
        string what,
        CircuitBreakerSettings settings,
        IScheduler scheduler,
        TimeProvider time,
        Func<Task>? probe,
        Action<StorageException> failed,
        Action succeeded,
        CancellationToken stop)
    {
        _what = what;
        _settings = settings;
        _time = time;
        _probe = probe;
        _failed = failed;
        _succeeded = succeeded;
        _stop = stop;
        Breaker = CircuitBreaker.Create(scheduler, settings.MaxFailures, settings.CallTimeout, settings.ResetTimeout)
            .WithExponentialBackoff(settings.MaxResetTimeout)
            .OnHalfOpen(() => Volatile.Read(ref _halfOpen)?.TrySetResult());
    }

    public CircuitBreaker Breaker { get; }

    /// <summary>Told of every call that took too long, after the breaker has opened.</summary>
    public Action<StorageException>? TimedOut { get; init; }

    /// <summary>Ends after the probe that runs.</summary>
    public Task Probing => _probeTask;

    /// <summary>Calls the store, unless it is out of order.</summary>
    /// <exception cref="StorageException">Unavailable: it was not called. Io: it did not answer in time. Else what it said.</exception>
    public Task<T> CallAsync<T>(Func<Task<T>> call) =>
        // With a probe, half-open is the probe's alone.
        !Breaker.IsClosed && (_probe is not null || Breaker.IsOpen) ? Task.FromException<T>(Unavailable()) : TryAsync(call);

    /// <summary>Opens the breaker for a store that hangs: whoever comes next would wait as long for the same answer. The probe goes on.</summary>
    public void Trip(StorageException error)
    {
        for (int i = 0; i < _settings.MaxFailures && Breaker.IsClosed; i++)
        {
            Breaker.Fail();
        }

        Note(error);
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            T result = await Breaker.WithCircuitBreaker(call, Judge).ConfigureAwait(false);
            if (Breaker.IsClosed)
            {
                // Else it began before the breaker opened, which stays open until a later try.
                _succeeded();
            }

            return result;
        }
        catch (OpenCircuitException)
        {
            throw Unavailable();
        }
        catch (TimeoutException e)
        {
            StorageException error = new(
                StorageReason.Io,
                $"{_what} did not answer within {_settings.CallTimeout.TotalSeconds:0.#} s; whether a write took effect is not known yet. Check the disk or the database server; Sapphire goes on by itself when it answers again.",
                e);
            Trip(error);
            TimedOut?.Invoke(error);
            throw error;
        }
        catch (StorageException e) when (StorageHealth.IsOfStore(e))
        {
            Note(e);
            throw;
        }
    }

    private static CallVerdict Judge(Exception error) => error switch
    {
        TimeoutException => CallVerdict.Failure,
        StorageException { Reason: StorageReason.Closed or StorageReason.TooLarge or StorageReason.NewerVersion } => CallVerdict.Neither,
        StorageException storage => StorageHealth.IsOfStore(storage) ? CallVerdict.Failure : CallVerdict.Success,
        // The caller gave up, or asked for something that cannot be.
        _ => CallVerdict.Neither,
    };

    private StorageException Unavailable()
    {
        StorageException? cause = _lastFailure;
        double seconds = Math.Ceiling(Breaker.Remaining.TotalSeconds);
        string again = seconds > 0 ? $"It is tried again in {seconds:0} s" : "It is being tried now";
        return new(StorageReason.Unavailable, $"{cause?.Message ?? $"{_what} does not work."} {again}, by itself.", cause);
    }

    private void Note(StorageException error)
    {
        _lastFailure = error;
        _failed(error);
        Interlocked.Increment(ref _failures);
        StartProbing();
    }

    private void StartProbing()
    {
        if (_probe is not null && !_stop.IsCancellationRequested && Interlocked.Exchange(ref _probing, 1) == 0)
        {
            _probeTask = ProbeAsync();
        }
    }

    private async Task ProbeAsync()
    {
        long seen;
        try
        {
            TimeSpan delay = _settings.ResetTimeout;
            do
            {
                TaskCompletionSource halfOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _halfOpen, halfOpen);
                TimeSpan wait = Breaker.IsOpen ? Breaker.Remaining : delay;
                delay = delay * 2 < _settings.MaxResetTimeout ? delay * 2 : _settings.MaxResetTimeout;
                try
                {
                    await halfOpen.Task.WaitAsync(wait > Least ? wait : Least, _time, _stop).ConfigureAwait(false);
                }
                catch (TimeoutException)
                {
                    // The usual end of the wait.
                }

                seen = Interlocked.Read(ref _failures);
            }
            while (Breaker.IsOpen || !await SucceedsAsync().ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The journal is being closed.
            return;
        }

        // A failure meanwhile found the probe at work and has started none.
        Volatile.Write(ref _probing, 0);
        if (Interlocked.Read(ref _failures) != seen)
        {
            StartProbing();
        }
    }

    private async Task<bool> SucceedsAsync()
    {
        try
        {
            return await TryAsync(async () =>
            {
                await _probe!().ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false) && Breaker.IsClosed;
        }
        catch (StorageException e)
        {
            // Noted where it was caught. A store that answers, whatever it answers, works; a closed one is not asked again.
            return e.Reason != StorageReason.Unavailable && !StorageHealth.IsOfStore(e);
        }
    }
}
