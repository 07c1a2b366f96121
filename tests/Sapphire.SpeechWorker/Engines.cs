using Sapphire.Audio.Engines;
using Sapphire.Audio.Workers;

namespace Sapphire.SpeechWorker;

/// <summary>Engines of the tests, beside the real ones.</summary>
public static class Engines
{
    /// <summary>A synthesizer that obeys words like <c>!segv</c>; see <see cref="FaultySynthesizer"/>.</summary>
    public const string Synthesizer = "test-tts";

    /// <summary>A recogniser that counts samples, and obeys some of them; see <see cref="FaultyRecognizer"/>.</summary>
    public const string Recognizer = "test-stt";

    /// <summary>Files that hold nothing but samples.</summary>
    public const string Files = "test-files";

    /// <summary>Its library is missing.</summary>
    public const string Missing = "test-missing";

    /// <summary>Hangs while it is loaded.</summary>
    public const string HangsInLoad = "test-hangs";

    /// <summary>Loads an engine.</summary>
    public static WorkerEngine Create(string engine, WorkerConfiguration configuration)
    {
        switch (engine)
        {
            case Synthesizer:
                return WorkerEngine.Of(new FaultySynthesizer());
            case Recognizer:
                return WorkerEngine.Of(new FaultyRecognizer());
            case Files:
                return WorkerEngine.Of(new RawFiles());
            case Missing:
                throw new EngineUnavailableException(Missing, "libnothing.so.1", "libnothing1");
            case HangsInLoad:
                Faults.Do("hang");
                return WorkerEngine.Of(new FaultySynthesizer());
            default:
                return EmbeddedEngines.Create(engine, configuration);
        }
    }
}
