namespace Sapphire.Kernel.TestKit;

/// <summary>Opens when it was counted down: a test waits at it for its actors.</summary>
public sealed class TestLatch : IDisposable
{
    private readonly CountdownEvent _latch;
    private readonly Func<TimeSpan, TimeSpan> _dilate;
    private readonly TimeSpan _defaultTimeout;

    /// <summary>Opens at the first count.</summary>
    public TestLatch()
        : this(1)
    {
    }

    /// <summary>Opens at a count.</summary>
    public TestLatch(int count)
        : this(count, TestKitBase.DefaultTimeout)
    {
    }

    /// <summary>Opens at a count; <see cref="Ready()"/> waits for so long.</summary>
    public TestLatch(int count, TimeSpan defaultTimeout)
        : this(static t => t, defaultTimeout, count)
    {
    }

    internal TestLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count)
    {
        _dilate = dilate;
        _defaultTimeout = defaultTimeout;
        _latch = new CountdownEvent(count);
    }

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _latch.IsSet;

    /// <summary>Counts one; an open latch stays open.</summary>
    public void CountDown()
    {
        try
        {
            _latch.Signal();
        }
        catch (InvalidOperationException) when (_latch.IsSet)
        {
            // Open already: one count too many is no fault.
        }
    }

    /// <summary>Opens it.</summary>
    public void Open()
    {
        while (!IsOpen) CountDown();
    }

    /// <summary>Closes it, with the count of the beginning.</summary>
    public void Reset() => _latch.Reset();

    /// <summary>Waits until it is open.</summary>
    /// <exception cref="TimeoutException">It is not open in time.</exception>
    public void Ready() => Ready(_defaultTimeout);

    /// <summary>Waits until it is open.</summary>
    /// <exception cref="TimeoutException">It is not open in time.</exception>
    public void Ready(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan) throw new ArgumentException("A test must not wait for ever.", nameof(timeout));
        TimeSpan wait = _dilate(timeout);
        if (!_latch.Wait(wait)) throw new TimeoutException($"The latch was not open within {wait}; {_latch.CurrentCount} of {_latch.InitialCount} counts were missing.");
    }

    /// <inheritdoc />
    public void Dispose() => _latch.Dispose();
}
