namespace Sapphire.Kernel.TestKit;

/// <content>Time: what is left, and blocks with a deadline.</content>
public abstract partial class TestKitBase
{
    private TimeSpan? _end;
    private bool _lastWasNoMsg;

    /// <summary>The time left in the innermost <see cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>.</summary>
    /// <exception cref="InvalidOperationException">There is none around.</exception>
    public TimeSpan Remaining => _end is null
        ? throw new InvalidOperationException("Remaining has a meaning only in a block of Within.")
        : RemainingOr(TimeSpan.Zero);

    /// <summary>The time left in the innermost block, or the dilated default.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    /// <summary>The duration times <c>akka.test.timefactor</c>.</summary>
    public TimeSpan Dilated(TimeSpan duration)
    {
        if (duration == Timeout.InfiniteTimeSpan) return duration;
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return duration * TestKitSettings.TestTimeFactor;
    }

    /// <summary>The dilated duration, at most the time left in the innermost block; null for <see cref="RemainingOrDefault"/>.</summary>
    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is not { } given) return RemainingOrDefault;
        TimeSpan dilated = Dilated(given);
        return _end is not null && (dilated == Timeout.InfiniteTimeSpan || Remaining < dilated) ? Remaining : dilated;
    }

    /// <summary>The duration, not dilated; null for the default.</summary>
    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? TestKitSettings.SingleExpectDefault;

    /// <summary>Runs something with a deadline that the expectations in it share.</summary>
    /// <param name="max">The longest it may take, dilated.</param>
    /// <param name="action">What to run.</param>
    /// <param name="epsilonValue">By how much it may be late.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TestKitAssertionException">It took too long.</exception>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>Runs something that must take at least <paramref name="min"/> and at most <paramref name="max"/>.</summary>
    /// <exception cref="TestKitAssertionException">It took too long, or not long enough.</exception>
    public void Within(TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        _ = Within(
            min,
            max,
            () =>
            {
                action();
                return true;
            },
            hint,
            epsilonValue,
            cancellationToken);
    }

    /// <inheritdoc cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>
    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, TimeSpan, Action, string?, TimeSpan?, CancellationToken)"/>
    public T Within<T>(TimeSpan min, TimeSpan max, Func<T> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        cancellationToken.ThrowIfCancellationRequested();
        TimedBlock block = Enter(min, max, hint);
        try
        {
            T result = function();
            CheckElapsed(block, epsilonValue);
            return result;
        }
        finally
        {
            _end = block.OuterEnd;
        }
    }

    /// <inheritdoc cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>
    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, TimeSpan, Action, string?, TimeSpan?, CancellationToken)"/>
    public Task WithinAsync(
        TimeSpan min, TimeSpan max, Func<Task> actionAsync, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actionAsync);
        return WithinAsync(
            min,
            max,
            async () =>
            {
                await actionAsync().ConfigureAwait(false);
                return true;
            },
            hint,
            epsilonValue,
            cancellationToken);
    }

    /// <inheritdoc cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>
    public Task<T> WithinAsync<T>(TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, TimeSpan, Action, string?, TimeSpan?, CancellationToken)"/>
    public async Task<T> WithinAsync<T>(
        TimeSpan min, TimeSpan max, Func<Task<T>> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        TimedBlock block = Enter(min, max, hint);
        try
        {
            T result;
            try
            {
                // Work that never ends must not hang the test: the deadline is the same as that of the check below.
                result = await function().WaitAsync(block.Max + (epsilonValue ?? TimeSpan.Zero) + TimeSpan.FromMilliseconds(1), cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException ex)
            {
                throw new TestKitAssertionException($"Expected the block to take at most {block.Max}, but it had not ended after {Now - block.Start}.{Hint(hint)}", ex);
            }

            CheckElapsed(block, epsilonValue);
            return result;
        }
        finally
        {
            _end = block.OuterEnd;
        }
    }

    /// <summary>The time left in the innermost block, or the given one.</summary>
    protected TimeSpan RemainingOr(TimeSpan duration)
    {
        if (_end is not { } end) return duration;
        TimeSpan left = end - Now;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private TimedBlock Enter(TimeSpan min, TimeSpan max, string? hint)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, TimeSpan.Zero);
        TimeSpan start = Now;
        TimeSpan longest = Dilated(max);
        if (_end is { } outer)
        {
            TimeSpan left = outer - start;
            if (left < min) throw new TestKitAssertionException($"The block should take at least {min}, but only {left} is left.{Hint(hint)}");
            if (left < longest) longest = left;
        }

        var block = new TimedBlock(start, min, longest, _end, hint);
        _end = start + longest;
        _lastWasNoMsg = false;
        return block;
    }

    private void CheckElapsed(TimedBlock block, TimeSpan? epsilon)
    {
        TimeSpan elapsed = Now - block.Start;
        if (elapsed < block.Min) throw new TestKitAssertionException($"Expected the block to take at least {block.Min}, but it took {elapsed}.{Hint(block.Hint)}");

        // "No message" has used up the time by its nature.
        if (_lastWasNoMsg) return;
        if (elapsed > block.Max + (epsilon ?? TimeSpan.Zero)) throw new TestKitAssertionException($"Expected the block to take at most {block.Max}, but it took {elapsed}.{Hint(block.Hint)}");
    }

    private sealed record TimedBlock(TimeSpan Start, TimeSpan Min, TimeSpan Max, TimeSpan? OuterEnd, string? Hint);
}
