namespace Sapphire.Actors.Operations;

/// <summary>An answer that many ask for, but that is asked for once a second. Thread-safe.</summary>
internal sealed class Recent<T>(Func<CancellationToken, Task<T>> ask, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Task<T>? _last;
    private long _asked;

    /// <summary>The last answer when it is young or on its way, else a new one.</summary>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is null || _last.IsFaulted || _last.IsCanceled || (_last.IsCompleted && time.GetElapsedTime(_asked) >= Age))
            {
                // Others wait for it too: who gives up must not take it away from them.
                _last = ask(CancellationToken.None);
                _asked = time.GetTimestamp();
            }

            return _last.WaitAsync(cancellationToken);
        }
    }
}
