using System.Runtime.CompilerServices;

namespace Sapphire.Audio.Devices;

/// <summary>What all playbacks have in common: the ring, and a tick that looks after the device and wakes a writer who waits.</summary>
/// <param name="name">Which device it is.</param>
/// <param name="sampleRate">Samples a second of what is written.</param>
/// <param name="time">The clock.</param>
/// <param name="ring">Where sound waits; null for half a second of it.</param>
internal abstract class RingPlayback(string name, int sampleRate, TimeProvider time, PlaybackRing? ring = null) : IPlayback
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Signal _room = new();
    private ITimer? _timer;
    private int _ticking;
    private int _writerWaits;
    private volatile bool _closed;

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public int SampleRate => sampleRate;

    /// <inheritdoc />
    public virtual long Written => Ring.Written;

    /// <inheritdoc />
    public virtual long Played => Ring.Taken;

    /// <inheritdoc />
    public Task Ended => _ended.Task;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Where sound waits.</summary>
    protected PlaybackRing Ring { get; } = ring ?? new(65_536, sampleRate / 2);

    /// <inheritdoc />
    public void Start()
    {
        Begin();
        _timer = time.CreateTimer(static self => ((RingPlayback)self!).OnTick(), this, Tick, Tick);
    }

    /// <inheritdoc />
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public virtual async ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        while (true)
        {
            samples = samples[Ring.Write(samples.Span)..];
            if (samples.IsEmpty)
            {
                return;
            }

            await WaitForRoomAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public virtual long Clear() => Ring.Discard();

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
            await timer.DisposeAsync();
        }

        _room.Set();
        await CloseAsync();
        _ended.TrySetResult();
    }

    /// <summary>Starts the device.</summary>
    protected abstract void Begin();

    /// <summary>Every 20 ms: takes sound from the ring where the device does not do so itself, and looks whether it is still there.</summary>
    protected abstract void Pump();

    /// <summary>Closes the device.</summary>
    protected abstract ValueTask CloseAsync();

    /// <summary>The device is gone.</summary>
    protected void Lose(string why) => Lose(new DeviceLostException(why));

    /// <summary>Waits until the tick has seen room.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        // Before looking: what happens from now on wakes it.
        Volatile.Write(ref _writerWaits, 1);
        await ThrowIfOverAsync(cancellationToken);
        await using (cancellationToken.UnsafeRegister(static self => ((RingPlayback)self!).Wake(), this))
        {
            await _room.WaitAsync();
        }

        await ThrowIfOverAsync(cancellationToken);
    }

    private ValueTask ThrowIfOverAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _ended.Task.IsFaulted ? new(_ended.Task)
            : _closed ? throw new OperationCanceledException($"{name} was closed.")
            : ValueTask.CompletedTask;
    }

    private void Lose(DeviceLostException why)
    {
        _ended.TrySetException(why);
        Wake();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _writerWaits, 0) == 1)
        {
            _room.Set();
        }
    }

    private void OnTick()
    {
        if (_closed || Interlocked.Exchange(ref _ticking, 1) == 1)
        {
            return;
        }

        try
        {
            Pump();
            if (Ring.HasRoom)
            {
                Wake();
            }
        }
        catch (Exception e)
        {
            Lose(e as DeviceLostException ?? new DeviceLostException($"{name} failed: {e.Message}", e));
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }
}
