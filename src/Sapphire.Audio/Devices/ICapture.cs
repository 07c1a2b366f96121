namespace Sapphire.Audio.Devices;

/// <summary>
/// An open microphone. Its frames wait in a ring: who does not keep up loses the oldest, and can count them. One thread at a time
/// reads; nothing is allocated for a frame. Time is counted in samples since it was opened.
/// </summary>
public interface ICapture : IAsyncDisposable
{
    /// <summary>Samples a second of all captures.</summary>
    const int SampleRate = 16_000;

    /// <summary>Samples of a frame: 20 ms.</summary>
    const int FrameSize = 320;

    /// <summary>Which device it is, for a person.</summary>
    string Name { get; }

    /// <summary>Samples that were heard since it was opened.</summary>
    long Captured { get; }

    /// <summary>Samples that were dropped, since nobody read them in time or the device itself lost them.</summary>
    long Dropped { get; }

    /// <summary>Completes when it is closed; fails with <see cref="DeviceLostException"/> when the device is gone.</summary>
    Task Ended { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="framesWait">Called, on any thread, when there is at least one more frame to read; must be quick and must not throw.</param>
    void Start(Action framesWait);

    /// <summary>Takes the oldest frame that waits.</summary>
    /// <param name="frame">Where to: <see cref="FrameSize"/> samples, mono, signed 16 bits.</param>
    /// <param name="first">The number of its first sample. Frames follow each other without a gap but for what was dropped, in whole frames.</param>
    /// <returns>False when no whole frame waits.</returns>
    bool TryRead(Span<short> frame, out long first);

    /// <summary>The reader begins with what is heard from now on; what waits is not counted as dropped.</summary>
    /// <returns>The number of the next sample.</returns>
    long SkipToNow();

    /// <summary>Copies the newest sound without taking it; any thread may.</summary>
    /// <returns>How many samples there were.</returns>
    int Peek(Span<short> newest);
}
