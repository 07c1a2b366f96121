namespace Sapphire.Kernel.TestKit;

/// <summary>Threads meet at it, again and again.</summary>
public sealed class TestBarrier : IDisposable
{
    private readonly TestKitBase _testKit;
    private readonly TimeSpan _defaultTimeout;
    private readonly int _count;
    private Barrier _barrier;

    /// <summary>So many threads meet.</summary>
    public TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(testKit);
        _testKit = testKit;
        _count = count;
        _defaultTimeout = defaultTimeout ?? testKit.TestKitSettings.DefaultTimeout;
        _barrier = new Barrier(count);
    }

    /// <summary>Waits for the others.</summary>
    /// <exception cref="TimeoutException">They do not come in time.</exception>
    public void Await() => Await(_defaultTimeout);

    /// <summary>Waits for the others.</summary>
    /// <exception cref="TimeoutException">They do not come in time.</exception>
    public void Await(TimeSpan timeout)
    {
        TimeSpan wait = _testKit.Dilated(timeout);
        if (!_barrier.SignalAndWait(wait)) throw new TimeoutException($"Not all {_count} came to the barrier within {wait}.");
    }

    /// <summary>Begins anew; nobody may be waiting.</summary>
    public void Reset()
    {
        _barrier.Dispose();
        _barrier = new Barrier(_count);
    }

    /// <inheritdoc />
    public void Dispose() => _barrier.Dispose();
}
