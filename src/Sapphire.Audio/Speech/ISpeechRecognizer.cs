namespace Sapphire.Audio.Speech;

/// <summary>Turns speech into text. Implementations outlive the death of the engine behind them.</summary>
public interface ISpeechRecognizer
{
    /// <summary>Begins an utterance. Returns at once; the engine may still be starting while sound is written.</summary>
    IRecognition Start();

    /// <summary>The same, for words that may have to stay in one's own network.</summary>
    /// <param name="isPrivate">Asked before anything would leave: whether it must not.</param>
    IRecognition Start(Func<CancellationToken, ValueTask<bool>> isPrivate) => Start();

    /// <summary>Starts the engine, so that the first utterance does not wait for it. Failures are not reported.</summary>
    Task WarmAsync(CancellationToken cancellationToken);
}
