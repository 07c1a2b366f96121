#pragma warning disable MA0048 // A family of messages.
using System.Collections.Immutable;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Workers;

/// <summary>The first frame of a worker.</summary>
/// <param name="Protocol"><see cref="Version"/>: host and worker must agree.</param>
/// <param name="Token">What the host gave it on standard input: proves that it is the one that was started.</param>
/// <param name="Engine">The engine it was started for.</param>
/// <param name="Pid">Its process.</param>
public sealed record WorkerHello(int Protocol, string Token, string Engine, int Pid)
{
    /// <summary>Raised with every change of the frames.</summary>
    public const int Version = 1;
}

/// <summary>What an engine needs to start; too large for a command line.</summary>
/// <param name="Grammar">JSGF of the commands, for a recogniser; null for none.</param>
/// <param name="Pronunciations">Words of the grammar that the recogniser's dictionary lacks, with their phones.</param>
public sealed record WorkerConfiguration(string? Grammar = null, ImmutableDictionary<string, string>? Pronunciations = null)
{
    /// <summary>Nothing in particular.</summary>
    public static WorkerConfiguration Empty { get; } = new();
}

/// <summary>The engine is loaded.</summary>
/// <param name="Voices">Its voices, for a synthesizer.</param>
public sealed record WorkerReady(ImmutableArray<Voice> Voices);

/// <summary>The engine cannot be used here.</summary>
/// <param name="Message">Why, and which package helps.</param>
public sealed record WorkerUnavailable(string Message);

/// <summary>All sound of the job was sent.</summary>
/// <param name="SampleRate">Samples a second, in Hz.</param>
/// <param name="Samples">How many there are: what came must be as many.</param>
/// <param name="EngineTime">How long the engine took.</param>
public sealed record WorkerSpoken(int SampleRate, long Samples, TimeSpan EngineTime);

/// <summary>A <see cref="SpeechException"/> on its way.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Title">One short sentence.</param>
/// <param name="Detail">What to do next.</param>
public sealed record WorkerFailure(string Code, string Title, string Detail);

/// <summary>Read a file as 16 kHz mono.</summary>
/// <param name="Path">The file.</param>
/// <param name="Longest">Longer sound is refused.</param>
public sealed record WorkerFileRead(string Path, TimeSpan Longest);

/// <summary>Write a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="SampleRate">Samples a second, in Hz.</param>
public sealed record WorkerFileWrite(string Path, int SampleRate);
