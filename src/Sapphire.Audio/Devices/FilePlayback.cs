namespace Sapphire.Audio.Devices;

/// <summary>A speaker that plays at the pace of the clock into a file, where the silence between is left out; without a file, into nothing.</summary>
internal sealed class FilePlayback(string name, int sampleRate, WavRecording? file, TimeProvider time) : RingPlayback(name, sampleRate, time)
{
    private readonly short[] _piece = new short[sampleRate];
    private long _last;
    private double _due;
    private bool _flushed = true;

    /// <inheritdoc />
    protected override void Begin() => _last = Time.GetTimestamp();

    /// <inheritdoc />
    protected override void Pump()
    {
        long now = Time.GetTimestamp();
        _due = Math.Min(_due + (Time.GetElapsedTime(_last, now).TotalSeconds * SampleRate), _piece.Length);
        _last = now;
        int taken = Ring.Take(_piece.AsSpan(0, (int)_due));
        if (taken > 0)
        {
            _due -= taken;
            file?.Write(_piece.AsSpan(0, taken));
            _flushed = false;
            return;
        }

        // A device that has nothing plays silence, and does not catch up on it.
        _due = 0;
        if (!_flushed)
        {
            _flushed = true;
            file?.Flush();
        }
    }

    /// <inheritdoc />
    protected override ValueTask CloseAsync()
    {
        file?.Dispose();
        return ValueTask.CompletedTask;
    }
}
