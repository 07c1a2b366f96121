using System.Buffers;
using System.Buffers.Binary;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

/// <summary>
/// Sends the sound of a tape to a worker, from its beginning, at most <see cref="FrameReader.MaxAhead"/> samples beyond what
/// the worker has used. The watch is armed while the worker owes an answer.
/// </summary>
internal sealed class SoundPump : IAsyncDisposable
{
    // 100 ms at 16 kHz: what was waiting goes in pieces of at most this, so that a cancelled job is left soon.
    private const int Piece = 1600;

    private readonly WorkerProcess _worker;
    private readonly long _job;
    private readonly SoundTape _tape;
    private readonly JobWatch _watch;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _lock = new();
    private readonly Task _pumping;
    private long _sent;
    private long _used;
    private bool _ended;
    private TaskCompletionSource? _moreUsed;

    public SoundPump(WorkerProcess worker, long job, SoundTape tape, JobWatch watch, TimeSpan limit)
    {
        _worker = worker;
        _job = job;
        _tape = tape;
        _watch = watch;
        _limit = limit;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Token);
        tape.Use(0);
        _pumping = PumpAsync();
    }

    /// <summary>The worker has used so much.</summary>
    /// <exception cref="FrameFormatException">That cannot be.</exception>
    public void Take(in Frame used)
    {
        if (used.Payload.Length != sizeof(long)) throw new FrameFormatException($"A count of {used.Payload.Length} bytes came.");
        long samples = BinaryPrimitives.ReadInt64LittleEndian(used.Payload.Span);
        lock (_lock)
        {
            if (samples < _used || samples > _sent) throw new FrameFormatException($"The worker says that it has used {samples} of {_sent} samples.");
            _used = samples;
            if (_used == _sent && !_ended) _watch.Rest();
            else _watch.Expect(_limit);
            TaskCompletionSource? waiting = _moreUsed;
            _moreUsed = null;
            waiting?.SetResult();
        }

        _tape.Use(samples);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _pumping;
        }
        catch (OperationCanceledException)
        {
            // The job ended before its sound.
        }

        _stop.Dispose();
    }

    private async Task PumpAsync()
    {
        short[] piece = ArrayPool<short>.Shared.Rent(Piece);
        try
        {
            int count;
            while ((count = await _tape.ReadAsync((int)_sent, piece.AsMemory(0, Piece), _stop.Token)) > 0)
            {
                await RoomAsync(count);
                lock (_lock)
                {
                    _sent += count;
                    _watch.Expect(_limit);
                }

                await _worker.SendSoundAsync(_job, piece.AsMemory(0, count));
            }

            lock (_lock)
            {
                _ended = true;
                _watch.Expect(_limit);
            }

            await _worker.SendAsync(FrameKind.End, _job, default);
        }
        finally
        {
            ArrayPool<short>.Shared.Return(piece);
        }
    }

    private async ValueTask RoomAsync(int count)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_sent + count - _used <= FrameReader.MaxAhead) return;
                more = (_moreUsed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await more.WaitAsync(_stop.Token);
        }
    }
}
