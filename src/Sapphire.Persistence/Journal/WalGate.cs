namespace Sapphire.Persistence.Journal;

/// <summary>
/// Lets the checkpointer stop the writer between two batches. Without it both would meet SQLITE_BUSY and sleep; and a plain lock
/// would starve the checkpointer, since the writer takes it again at once.
/// </summary>
internal sealed class WalGate
{
    private readonly object _lock = new();
    private bool _writing;
    private bool _pausing;

    public void EnterWrite()
    {
        lock (_lock)
        {
            while (_pausing)
            {
                Monitor.Wait(_lock);
            }

            _writing = true;
        }
    }

    public void ExitWrite()
    {
        lock (_lock)
        {
            _writing = false;
            Monitor.PulseAll(_lock);
        }
    }

    public void Pause()
    {
        lock (_lock)
        {
            _pausing = true;
            while (_writing)
            {
                Monitor.Wait(_lock);
            }
        }
    }

    public void Resume()
    {
        lock (_lock)
        {
            _pausing = false;
            Monitor.PulseAll(_lock);
        }
    }
}
