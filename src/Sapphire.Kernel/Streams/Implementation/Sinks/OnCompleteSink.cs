namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>Calls one of two functions at the end.</summary>
internal sealed class OnCompleteSink<T>(Action success, Action<Exception> failure) : SinkLogic<T>
{
    private bool _called;

    public override ValueTask<bool> OnPushAsync(T element) => new(true);

    public override ValueTask OnCompleteAsync()
    {
        _called = true;
        success();
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause)
    {
        // What success throws has no second hearing.
        if (_called) throw cause;
        failure(cause);
    }
}
