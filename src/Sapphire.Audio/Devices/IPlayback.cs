namespace Sapphire.Audio.Devices;

/// <summary>
/// An open speaker. Writing waits while it has enough; it says how far it has played. One thread at a time writes; nothing is
/// allocated for a piece of sound. Time is counted in samples since it was opened.
/// </summary>
public interface IPlayback : IAsyncDisposable
{
    /// <summary>Which device it is, for a person.</summary>
    string Name { get; }

    /// <summary>Samples a second of what is written to it; brought to the device's own rate where that is another.</summary>
    int SampleRate { get; }

    /// <summary>Samples that were written since it was opened.</summary>
    long Written { get; }

    /// <summary>How far it has played, in samples as they were written; <see cref="Written"/> when it has nothing left.</summary>
    long Played { get; }

    /// <summary>Completes when it is closed; fails with <see cref="DeviceLostException"/> when the device is gone.</summary>
    Task Ended { get; }

    /// <summary>Begins to play.</summary>
    void Start();

    /// <summary>Adds sound; waits while half a second of it waits already.</summary>
    /// <param name="samples">Mono, signed 16 bits; copied.</param>
    /// <param name="cancellationToken">Stops waiting; a part may have been written.</param>
    /// <exception cref="DeviceLostException">The device is gone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or closed.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken);

    /// <summary>Drops what was written and not played yet. Not while a write waits.</summary>
    /// <returns>How far it had played.</returns>
    long Clear();
}
