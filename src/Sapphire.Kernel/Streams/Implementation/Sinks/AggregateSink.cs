namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>Folds the elements into one value; tells it at the end.</summary>
internal sealed class AggregateSink<T, TState>(TState zero, Func<TState, T, TState> aggregate, StageScope scope) : SinkLogic<T>
{
    private readonly TaskCompletionSource<TState> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TState _state = zero;
    private readonly TState _zero = zero;

    public Task<TState> Result => _result.Task;

    public override ValueTask<bool> OnPushAsync(T element)
    {
        try
        {
            _state = aggregate(_state, element);
        }
        catch (Exception ex) when (scope.Decider is { } decider && decider(ex) is not Supervision.Directive.Stop and var directive)
        {
            if (directive == Supervision.Directive.Restart) _state = _zero;
        }

        return new ValueTask<bool>(true);
    }

    public override ValueTask OnCompleteAsync()
    {
        _result.TrySetResult(_state);
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause) => _result.TrySetException(cause);
}
