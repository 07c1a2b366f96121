using Sapphire.Audio.Speech;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

/// <summary>Puts the pieces of sound that a worker sends together.</summary>
/// <param name="most">More samples are nonsense.</param>
internal sealed class SoundCollector(long most)
{
    private short[] _samples = [];
    private int _length;

    /// <summary>Adds a piece.</summary>
    /// <exception cref="FrameFormatException">It is too much.</exception>
    public void Add(in Frame frame)
    {
        int more = frame.Payload.Length / sizeof(short);
        if (_length + (long)more > most) throw new FrameFormatException($"More than {most} samples came.");
        if (_samples.Length < _length + more) Array.Resize(ref _samples, (int)Math.Min(most, Math.Max(_length + (long)more, _samples.Length * 2L)));
        _length += Pcm.Read(frame.Payload.Span, _samples.AsSpan(_length));
    }

    /// <summary>The whole.</summary>
    /// <exception cref="FrameFormatException">Something is missing.</exception>
    public SpeechAudio Finish(WorkerSpoken spoken)
    {
        if (spoken.Samples != _length) throw new FrameFormatException($"{_length} of {spoken.Samples} samples came.");
        if (spoken.SampleRate is < 1000 or > 384_000) throw new FrameFormatException($"The sound has {spoken.SampleRate} samples a second.");
        return new SpeechAudio(spoken.SampleRate, _samples.AsMemory(0, _length));
    }
}
