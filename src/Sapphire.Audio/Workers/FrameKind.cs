namespace Sapphire.Audio.Workers;

/// <summary>
/// What a frame of the link says. A job is one request and everything that belongs to it; each ends with exactly one of
/// <see cref="Spoken"/>, <see cref="Heard"/>, <see cref="Done"/>, <see cref="Failed"/> or <see cref="Cancelled"/>.
/// </summary>
public enum FrameKind
{
    /// <summary>No frame has this kind: zeros are garbage.</summary>
    None = 0,

    /// <summary>Worker: the first frame; <see cref="WorkerHello"/>.</summary>
    Hello = 1,

    /// <summary>Worker: the engine is loaded; <see cref="WorkerReady"/>.</summary>
    Ready = 2,

    /// <summary>Worker: the engine cannot be used here; <see cref="WorkerUnavailable"/>. The worker ends.</summary>
    Unavailable = 3,

    /// <summary>Worker: part of the sound that was asked for; PCM.</summary>
    Audio = 4,

    /// <summary>Worker: the end of a synthesis or of a file that was read; <see cref="WorkerSpoken"/>.</summary>
    Spoken = 5,

    /// <summary>Worker: what was understood so far; UTF-8.</summary>
    Partial = 6,

    /// <summary>Worker: what was recognised; <see cref="Speech.Recognized"/>.</summary>
    Heard = 7,

    /// <summary>Worker: how many samples of the job's sound it has used, from its beginning; a 64-bit number.</summary>
    Used = 8,

    /// <summary>Worker: the job was refused; <see cref="WorkerFailure"/>.</summary>
    Failed = 9,

    /// <summary>Worker: the job is done and has no result.</summary>
    Done = 10,

    /// <summary>Worker: the job was given up as asked.</summary>
    Cancelled = 11,

    /// <summary>Host: what the engine needs to start; <see cref="WorkerConfiguration"/>. Answers <see cref="Hello"/>.</summary>
    Configure = 32,

    /// <summary>Host: speak; <see cref="Speech.SpeechRequest"/>.</summary>
    Synthesize = 33,

    /// <summary>Host: load what a voice needs; UTF-8, empty for no voice in particular.</summary>
    Warm = 34,

    /// <summary>Host: an utterance begins.</summary>
    Recognize = 35,

    /// <summary>Host: sound of the utterance or of the file; PCM. At most <see cref="FrameReader.MaxAhead"/> samples beyond <see cref="Used"/>.</summary>
    Sound = 36,

    /// <summary>Host: the sound is whole.</summary>
    End = 37,

    /// <summary>Host: give the job up.</summary>
    Cancel = 38,

    /// <summary>Host: read an audio file; <see cref="WorkerFileRead"/>.</summary>
    ReadFile = 39,

    /// <summary>Host: write an audio file; <see cref="WorkerFileWrite"/>. Its sound follows.</summary>
    WriteFile = 40,
}
