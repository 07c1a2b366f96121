namespace Sapphire.Cluster.Links;

/// <summary>Does something once, when disposed.</summary>
internal sealed class Ending(Action action) : IDisposable
{
    private Action? _action = action;

    public void Dispose() => Interlocked.Exchange(ref _action, null)?.Invoke();
}
