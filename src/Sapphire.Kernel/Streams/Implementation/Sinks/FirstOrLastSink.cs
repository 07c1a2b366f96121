namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>Tells the first element, and then wants no more; or the last one, at the end.</summary>
internal sealed class FirstOrLastSink<T>(bool first, bool orDefault) : SinkLogic<T>
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _element = default!;
    private bool _hasElement;

    public Task<T> Result => _result.Task;

    public override ValueTask<bool> OnPushAsync(T element)
    {
        _element = element;
        _hasElement = true;
        return new ValueTask<bool>(!first);
    }

    public override ValueTask OnCompleteAsync()
    {
        if (_hasElement || orDefault) _result.TrySetResult(_element);
        else _result.TrySetException(new NoSuchElementException("The stream is empty."));
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause) => _result.TrySetException(cause);
}
