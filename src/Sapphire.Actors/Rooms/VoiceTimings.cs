using System.Diagnostics.Metrics;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms;

/// <summary>
/// How long one spoken turn took, part by part, for operators: metrics <c>sapphire.voice.*</c> in milliseconds, and one line of
/// the log. Belongs to a room.
/// </summary>
internal sealed class VoiceTimings(TimeProvider time, long ended, long understood, TimeSpan recognizerTime)
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Sapphire.Voice";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> Transcript = Meter.CreateHistogram<double>("sapphire.voice.transcript", "ms", "End of speech to transcript.");
    private static readonly Histogram<double> FirstToken = Meter.CreateHistogram<double>("sapphire.voice.first_token", "ms", "End of speech to the first word of the reply.");
    private static readonly Histogram<double> FirstAudio = Meter.CreateHistogram<double>("sapphire.voice.first_audio", "ms", "End of speech to the first sound that is sent.");
    private static readonly Histogram<double> Own = Meter.CreateHistogram<double>("sapphire.voice.own", "ms", "First audio, less what the engines and the model took.");
    private long _stored;
    private long? _firstToken;

    /// <summary>The message is stored; its turn begins.</summary>
    public void Stored() => _stored = time.GetTimestamp();

    /// <summary>The reply has its first word.</summary>
    public void Token() => _firstToken ??= time.GetTimestamp();

    /// <summary>The first sound is sent: counts and logs it all.</summary>
    /// <param name="sentenceKnown">When the first sentence was known: a timestamp.</param>
    /// <param name="synthesizerTime">What the engine took for it.</param>
    /// <param name="log">The log.</param>
    public void Sound(long sentenceKnown, TimeSpan synthesizerTime, ILoggingAdapter log)
    {
        long now = time.GetTimestamp();
        double transcript = Between(ended, understood);
        double token = Between(ended, _firstToken ?? sentenceKnown);
        double total = Between(ended, now);
        double model = Between(_stored, sentenceKnown);
        double own = total - recognizerTime.TotalMilliseconds - model - synthesizerTime.TotalMilliseconds;
        Transcript.Record(transcript);
        FirstToken.Record(token);
        FirstAudio.Record(total);
        Own.Record(own);
        log.Info(
            "A spoken turn: transcript after {Transcript:F0} ms, first token {FirstToken:F0} ms, first sound {FirstAudio:F0} ms; recogniser {Recognizer:F0} ms, model to the first sentence {Model:F0} ms, synthesizer {Synthesizer:F0} ms, our share {Own:F0} ms.",
            transcript,
            token,
            total,
            recognizerTime.TotalMilliseconds,
            model,
            synthesizerTime.TotalMilliseconds,
            own);
    }

    private double Between(long from, long to) => time.GetElapsedTime(from, to).TotalMilliseconds;
}
