namespace Sapphire.Cluster.Links;

/// <summary>A token that is cancelled when a channel, its connection or the caller ends.</summary>
internal sealed class Until : IDisposable
{
    private readonly CancellationTokenSource _source;

    public Until(ILinkSession session, ILinkChannel channel, CancellationToken stop)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Token = _source.Token;
        _ = Task.WhenAny((Task)session.Ended, channel.Closed).ContinueWith(_ => Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public CancellationToken Token { get; }

    public void Dispose() => _source.Dispose();

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }
}
