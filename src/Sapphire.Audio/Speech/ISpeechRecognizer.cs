namespace Sapphire.Audio.Speech;

/// <summary>Turns speech into text. Implementations outlive the death of the engine behind them.</summary>
public interface ISpeechRecognizer
{
    /// <summary>Begins an utterance. Returns at once; the engine may still be starting while sound is written.</summary>
    IRecognition Start();

    /// <summary>Starts the engine, so that the first utterance does not wait for it. Failures are not reported.</summary>
    Task WarmAsync(CancellationToken cancellationToken);
}
