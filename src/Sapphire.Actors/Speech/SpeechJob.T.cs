using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Speech;

/// <summary>A job with a result.</summary>
internal abstract class SpeechJob<T> : SpeechJob
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The result; fails with a <see cref="SpeechException"/>.</summary>
    public Task<T> Result => _result.Task;

    /// <inheritdoc />
    public override bool IsOver => _result.Task.IsCompleted;

    /// <inheritdoc />
    public override void Fail(SpeechException cause)
    {
        _result.TrySetException(cause);
        // A job that nobody waits for, such as a warming, fails unseen.
        _ = _result.Task.Exception;
    }

    /// <summary>It is done.</summary>
    protected void Succeed(T result) => _result.TrySetResult(result);

    /// <inheritdoc />
    protected override void GiveUp() => _result.TrySetCanceled();
}
