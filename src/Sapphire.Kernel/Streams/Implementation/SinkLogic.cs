namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>What a sink does with its elements; called by one pump.</summary>
internal abstract class SinkLogic<T>
{
    /// <summary>Takes an element; false when it wants no more.</summary>
    public abstract ValueTask<bool> OnPushAsync(T element);

    /// <summary>Upstream has completed, or the sink has had enough.</summary>
    public abstract ValueTask OnCompleteAsync();

    /// <summary>Upstream, or the sink itself, has failed.</summary>
    public abstract void OnFailure(Exception cause);
}
