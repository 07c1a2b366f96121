namespace Sapphire.Audio.Devices;

/// <summary>What all captures have in common: the ring, and a tick that looks after the device and tells the reader of frames.</summary>
/// <param name="name">Which device it is.</param>
/// <param name="time">The clock.</param>
internal abstract class RingCapture(string name, TimeProvider time) : ICapture
{
    // One frame; also the most by which the reader hears of a frame late.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private Action? _framesWait;
    private int _ticking;
    private volatile bool _closed;

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public long Captured => Ring.Written;

    /// <inheritdoc />
    public virtual long Dropped => Ring.Dropped;

    /// <inheritdoc />
    public Task Ended => _ended.Task;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Two seconds, at <see cref="ICapture.SampleRate"/>.</summary>
    protected SampleRing Ring { get; } = new(32_768);

    /// <inheritdoc />
    public void Start(Action framesWait)
    {
        ArgumentNullException.ThrowIfNull(framesWait);
        _framesWait = framesWait;
        Begin();
        _timer = time.CreateTimer(static self => ((RingCapture)self!).OnTick(), this, Tick, Tick);
    }

    /// <inheritdoc />
    public bool TryRead(Span<short> frame, out long first)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frame.Length, ICapture.FrameSize);
        return Ring.TryRead(frame, out first);
    }

    /// <inheritdoc />
    public long SkipToNow() => Ring.Skip();

    /// <inheritdoc />
    public int Peek(Span<short> newest) => Ring.Peek(newest);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        if (_timer is { } timer)
        {
            // Waits for a tick that runs.
            await timer.DisposeAsync();
        }

        await CloseAsync();
        _ended.TrySetResult();
    }

    /// <summary>Starts the device.</summary>
    protected abstract void Begin();

    /// <summary>Every 20 ms: moves sound into the ring where the device does not do so itself, and looks whether it is still there.</summary>
    protected abstract void Pump();

    /// <summary>Closes the device.</summary>
    protected abstract ValueTask CloseAsync();

    /// <summary>The device is gone.</summary>
    protected void Lose(string why) => _ended.TrySetException(new DeviceLostException(why));

    private void OnTick()
    {
        // A tick that is late does not run beside the next.
        if (_closed || Interlocked.Exchange(ref _ticking, 1) == 1)
        {
            return;
        }

        try
        {
            Pump();
            if (Ring.Waiting >= ICapture.FrameSize)
            {
                _framesWait!();
            }
        }
        catch (Exception e)
        {
            _ended.TrySetException(e as DeviceLostException ?? new DeviceLostException($"{name} failed: {e.Message}", e));
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }
}
