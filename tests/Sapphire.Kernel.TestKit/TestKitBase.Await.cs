using System.Diagnostics;

namespace Sapphire.Kernel.TestKit;

/// <content>Conditions and assertions that become true in time.</content>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="conditionIsFulfilled">The condition.</param>
    /// <param name="max">For how long, dilated; null for the default.</param>
    /// <param name="message">What the condition is, for the failure.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TestKitAssertionException">It did not hold in time.</exception>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max = null, string? message = null, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <inheritdoc cref="AwaitCondition(Func{bool}, TimeSpan?, string?, CancellationToken)"/>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default) =>
        Block(AwaitConditionAsync(conditionIsFulfilled, max, interval, message, cancellationToken));

    /// <inheritdoc cref="AwaitCondition(Func{bool}, TimeSpan?, string?, CancellationToken)"/>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max = null, TimeSpan? interval = null, string? message = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conditionIsFulfilled);
        return AwaitConditionAsync(() => Task.FromResult(conditionIsFulfilled()), max, interval, message, cancellationToken);
    }

    /// <inheritdoc cref="AwaitCondition(Func{bool}, TimeSpan?, string?, CancellationToken)"/>
    public async Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max = null, TimeSpan? interval = null, string? message = null, CancellationToken cancellationToken = default)
    {
        TimeSpan wait = RemainingOrDilated(max);
        if (await PollAsync(conditionIsFulfilled, wait, interval, cancellationToken).ConfigureAwait(false)) return;
        throw new TestKitAssertionException($"Expected the condition to hold within {wait}, but it did not.{Hint(message)}");
    }

    /// <summary>Waits until a condition holds.</summary>
    /// <returns>False when it did not hold in time, dilated.</returns>
    public bool AwaitConditionNoThrow(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Block(AwaitConditionNoThrowAsync(conditionIsFulfilled, max, interval, cancellationToken));

    /// <inheritdoc cref="AwaitConditionNoThrow"/>
    public Task<bool> AwaitConditionNoThrowAsync(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conditionIsFulfilled);
        return PollAsync(() => Task.FromResult(conditionIsFulfilled()), RemainingOrDilated(max), interval, cancellationToken);
    }

    /// <summary>Tries assertions until they pass.</summary>
    /// <param name="assertion">The assertions.</param>
    /// <param name="duration">For how long, dilated; null for the default. The last failure is thrown.</param>
    /// <param name="interval">The time between two tries.</param>
    /// <param name="cancellationToken">Gives up trying.</param>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Block(AwaitAssertAsync(assertion, duration, interval, cancellationToken));

    /// <inheritdoc cref="AwaitAssert"/>
    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        return AwaitAssertAsync(
            () =>
            {
                assertion();
                return Task.CompletedTask;
            },
            duration,
            interval,
            cancellationToken);
    }

    /// <inheritdoc cref="AwaitAssert"/>
    public async Task AwaitAssertAsync(Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        long start = Stopwatch.GetTimestamp();
        TimeSpan wait = RemainingOrDilated(duration);
        while (true)
        {
            try
            {
                await assertion().ConfigureAwait(false);
                return;
            }
            catch (Exception) when (Stopwatch.GetElapsedTime(start) < wait)
            {
                await Task.Delay(interval ?? DefaultInterval, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> PollAsync(Func<Task<bool>> condition, TimeSpan wait, TimeSpan? interval, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            // Looked at once more after the time is over: the thread may have slept through it.
            bool last = Stopwatch.GetElapsedTime(start) >= wait;
            if (await condition().ConfigureAwait(false)) return true;
            if (last) return false;
            await Task.Delay(interval ?? DefaultInterval, cancellationToken).ConfigureAwait(false);
        }
    }
}
