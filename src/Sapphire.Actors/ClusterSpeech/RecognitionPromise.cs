using System.Threading.Channels;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// An utterance that a node of the cluster recognises: who speaks writes its sound here and waits for its text; the
/// <see cref="RecognitionRequest"/> reads the one and brings the other.
/// </summary>
internal sealed class RecognitionPromise(TimeSpan longest) : IRecognition
{
    private readonly TaskCompletionSource<Recognized> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> _partials = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>The way to the actor.</summary>
    public RequestHandle Handle { get; } = new();

    /// <summary>All its sound. Ten seconds may wait for a node and its engine.</summary>
    public SoundTape Tape { get; } = new((int)(longest.TotalSeconds * RecognitionRequest.Rate), 10 * RecognitionRequest.Rate);

    /// <inheritdoc />
    public ChannelReader<string> Partials => _partials.Reader;

    /// <inheritdoc />
    public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        ValueTask written = Tape.AppendAsync(samples, cancellationToken);
        if (!written.IsCompletedSuccessfully) return WrittenAsync(written);
        Handle.TellMore();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<Recognized> FinishAsync(CancellationToken cancellationToken)
    {
        Tape.Complete();
        Handle.TellMore();
        await using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(static handle => ((RequestHandle)handle!).Cancel(), Handle);
        return await _result.Task;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (!_result.Task.IsCompleted) Handle.Cancel();
        return ValueTask.CompletedTask;
    }

    /// <summary>What was understood so far.</summary>
    public void Show(string partial) => _partials.Writer.TryWrite(partial);

    /// <summary>The text is there.</summary>
    public void Succeed(Recognized result)
    {
        _result.TrySetResult(result);
        _partials.Writer.TryComplete();
    }

    /// <summary>There will be no text.</summary>
    public void Fail(SpeechException cause)
    {
        // First the tape: whoever sees the result and writes on is told the same.
        Tape.Fail(cause);
        _result.TrySetException(cause);
        _ = _result.Task.Exception;
        _partials.Writer.TryComplete();
    }

    /// <summary>Nobody waits for the text.</summary>
    public void GiveUp()
    {
        Tape.Fail(new SpeechException("cancelled", "The recognition was given up.", ""));
        _result.TrySetCanceled();
        _partials.Writer.TryComplete();
    }

    private async ValueTask WrittenAsync(ValueTask written)
    {
        await written;
        Handle.TellMore();
    }
}
