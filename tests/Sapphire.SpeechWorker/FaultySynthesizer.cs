using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.SpeechWorker;

/// <summary>
/// Speaks 10 ms of noise for each character, the same for the same text. Words in the text make it fail: <c>!segv</c>,
/// <c>!abort</c>, <c>!exit</c>, <c>!hang</c>, <c>!eat</c>, <c>!throw</c>; <c>!slow</c> takes 50 ms in native code, <c>!late</c> a second;
/// <c>!refuse</c> is refused; <c>!missing</c> lacks a library; <c>!once=FILE</c> crashes unless the file is there, and makes it.
/// </summary>
public sealed class FaultySynthesizer : ISynthesisEngine
{
    /// <summary>The one voice.</summary>
    public const string Voice = Engines.Synthesizer + "/noise";

    /// <inheritdoc />
    public IReadOnlyList<Voice> Voices { get; } = [new(Voice, "Noise", "", Engines.Synthesizer)];

    /// <summary>What a text sounds like.</summary>
    public static short[] Sound(string text)
    {
        uint state = 2_166_136_261;
        foreach (char c in text) state = (state ^ c) * 16_777_619;
        short[] samples = new short[text.Length * 160];
        for (int i = 0; i < samples.Length; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            samples[i] = (short)(state >> 16);
        }

        return samples;
    }

    /// <inheritdoc />
    public SpeechAudio Synthesize(SpeechRequest request)
    {
        foreach (string word in request.Text.Split(' ').Where(word => word.StartsWith('!')))
        {
            switch (word)
            {
                case "!slow":
                    Faults.Block(50);
                    break;
                case "!late":
                    Faults.Block(900);
                    break;
                case "!refuse":
                    throw new SpeechException("bad-request", "This is not spoken.", "Say something else.");
                case "!missing":
                    throw new EngineUnavailableException("This voice", "libvoice.so.1", "libvoice1");
                case var once when once.StartsWith("!once=", StringComparison.Ordinal):
                    if (File.Exists(once[6..])) break;
                    File.WriteAllText(once[6..], "");
                    Faults.Do("abort");
                    break;
                default:
                    Faults.Do(word[1..]);
                    break;
            }
        }

        return new SpeechAudio(16_000, Sound(request.Text));
    }

    /// <inheritdoc />
    public void Warm(string voice)
    {
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
