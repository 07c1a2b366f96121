namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>The loop that draws elements through fused stages into a sink.</summary>
internal static class Pump
{
    /// <summary>After so many elements without a wait others get the thread: enough to hide the cost of going back to the pool.</summary>
    public const int Throughput = 256;

    /// <summary>Runs until completion, failure or cancellation; tells the sink, then releases the stages.</summary>
    public static async Task RunAsync<T>(StageScope scope, PullIterator<T> upstream, SinkLogic<T> sink)
    {
        Exception? cause = null;
        try
        {
            // Cancelled before it has begun: nothing is taken from upstream.
            scope.ThrowIfCancelled();
            int left = Throughput;
            while (true)
            {
                ValueTask<bool> move = upstream.MoveNextAsync();
                if (!move.IsCompletedSuccessfully)
                {
                    left = Throughput;
                    if (!await move) break;
                }
                else if (!move.Result)
                {
                    break;
                }

                ValueTask<bool> push = sink.OnPushAsync(upstream.Current);
                if (!(push.IsCompletedSuccessfully ? push.Result : await push))
                {
                    // It has had enough, or what it writes to was cancelled, with a cause.
                    scope.ThrowIfCancelled();
                    break;
                }

                if (--left == 0)
                {
                    left = Throughput;
                    scope.ThrowIfCancelled();
                    await Task.Yield();
                }
            }

            await sink.OnCompleteAsync();
        }
        catch (Exception ex)
        {
            cause = CauseOf(scope, ex);
            sink.OnFailure(cause ?? ex);
        }
        finally
        {
            // Also when the sink throws while it hears of the end.
            await upstream.CancelAsync(cause);
        }
    }

    /// <summary>Turns the cancellation of a scope into what it stands for: null where downstream just had enough.</summary>
    public static Exception? CauseOf(StageScope scope, Exception thrown) => thrown switch
    {
        OperationCanceledException when scope.Run.AbortCause is { } abort => abort,
        OperationCanceledException when scope is DetachedScope { IsCancelled: true } detached => detached.Cause,
        _ => thrown,
    };
}
