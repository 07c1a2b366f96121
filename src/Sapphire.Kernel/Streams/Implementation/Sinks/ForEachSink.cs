
namespace Sapphire.Kernel.Streams.Implementation.Sinks;

/// <summary>Calls an action for each element; tells the end.</summary>
internal sealed class ForEachSink<T>(Action<T>? action, StageScope scope) : SinkLogic<T>
{
    private readonly TaskCompletionSource<Done> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Done> Ended => _ended.Task;

    public override ValueTask<bool> OnPushAsync(T element)
    {
        try
        {
            action?.Invoke(element);
        }
        catch (Exception ex) when (scope.Decider is { } decider && decider(ex) != Supervision.Directive.Stop)
        {
            // The element is dropped; there is no state to reset.
        }

        return new ValueTask<bool>(true);
    }

    public override ValueTask OnCompleteAsync()
    {
        _ended.TrySetResult(Done.Instance);
        return ValueTask.CompletedTask;
    }

    public override void OnFailure(Exception cause) => _ended.TrySetException(cause);
}
