using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Speech;

/// <summary>
/// The sound of one job: written once, and read from its beginning by each worker that tries. Who writes waits while the
/// engine is behind; nothing is lost.
/// </summary>
/// <param name="longest">Most samples; more is refused.</param>
/// <param name="ahead">How many samples may wait for the engine.</param>
internal sealed class SoundTape(int longest, int ahead)
{
    private readonly Lock _lock = new();
    private short[] _samples = [];
    private int _length;
    private long _used;
    private bool _complete;
    private SpeechException? _failed;
    private TaskCompletionSource? _more;
    private TaskCompletionSource? _room;

    /// <summary>A tape with all its sound on it.</summary>
    public static SoundTape Of(ReadOnlySpan<short> samples)
    {
        SoundTape tape = new(samples.Length, samples.Length);
        tape.Add(samples);
        tape.Complete();
        return tape;
    }

    /// <summary>Adds sound; waits for room.</summary>
    /// <exception cref="SpeechException">The sound is too long, or the job has failed.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_failed is not null) throw new SpeechException(_failed.Code, _failed.Message, _failed.Detail, _failed);
                if (_complete) throw new InvalidOperationException("The utterance has ended.");
                if (_length + samples.Length > longest)
                {
                    throw new SpeechException("too-long", $"This is longer than {longest / 16000} seconds.", "Say it in shorter parts.");
                }

                if (_length - _used <= ahead)
                {
                    Add(samples.Span);
                    return;
                }

                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The sound is whole.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _complete = true;
            Wake(ref _more);
        }
    }

    /// <summary>Who still writes gets this.</summary>
    public void Fail(SpeechException cause)
    {
        lock (_lock)
        {
            _failed ??= cause;
            Wake(ref _room);
        }
    }

    /// <summary>The sound from a place on; waits for it. 0 when the sound is whole.</summary>
    public async ValueTask<int> ReadAsync(int from, Memory<short> into, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (from < _length)
                {
                    int count = Math.Min(into.Length, _length - from);
                    _samples.AsSpan(from, count).CopyTo(into.Span);
                    return count;
                }

                if (_complete) return 0;
                more = (_more ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The sound from a place on, as far as there is any; not copied, and never changed afterwards.</summary>
    /// <param name="from">The first sample.</param>
    /// <param name="most">Most samples.</param>
    /// <param name="isLast">Nothing follows.</param>
    public ReadOnlyMemory<short> Slice(int from, int most, out bool isLast)
    {
        lock (_lock)
        {
            int count = Math.Clamp(_length - from, 0, most);
            isLast = _complete && from + count >= _length;
            return _samples.AsMemory(Math.Min(from, _length), count);
        }
    }

    /// <summary>The engine has used so much; 0 when another one begins anew.</summary>
    public void Use(long samples)
    {
        lock (_lock)
        {
            _used = samples;
            if (_length - _used <= ahead) Wake(ref _room);
        }
    }

    private void Add(ReadOnlySpan<short> samples)
    {
        if (_samples.Length < _length + samples.Length)
        {
            Array.Resize(ref _samples, Math.Min(longest, Math.Max(_length + samples.Length, Math.Max(16_000, _samples.Length * 2))));
        }

        samples.CopyTo(_samples.AsSpan(_length));
        _length += samples.Length;
        Wake(ref _more);
    }

    private static void Wake(ref TaskCompletionSource? waiting)
    {
        TaskCompletionSource? woken = waiting;
        waiting = null;
        woken?.SetResult();
    }
}
