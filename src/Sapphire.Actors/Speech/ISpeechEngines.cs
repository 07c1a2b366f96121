namespace Sapphire.Actors.Speech;

/// <summary>Which embedded engines can be used. Thread-safe, quick.</summary>
public interface ISpeechEngines
{
    /// <summary>True unless the engine was found to be missing.</summary>
    bool IsAvailable(string engine);

    /// <summary>Why an engine cannot be used, and what to do; null when it can.</summary>
    string? WhyMissing(string engine);
}
