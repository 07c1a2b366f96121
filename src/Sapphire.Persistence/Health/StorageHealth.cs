using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Health;

/// <summary>
/// Whether the store works. Thread-safe.
/// <code>
///  [works] ──a write or a read fails──► [problem] ──a write (a read) succeeds, of a caller or of the probe──► [works]
/// </code>
/// </summary>
public sealed class StorageHealth
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private StorageProblem? _write;
    private StorageProblem? _read;
    private volatile StorageProblem? _problem;

    /// <summary>A store that works.</summary>
    public StorageHealth(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>Raised with <see cref="Problem"/> when it has changed, in order, on any thread. Be quick, and call nothing of this object's.</summary>
    public event Action<StorageProblem?>? Changed;

    /// <summary>What is wrong; null while the store works.</summary>
    public StorageProblem? Problem => _problem;

    /// <summary>Whether <paramref name="error"/> says that the store is out of order; else it is an answer of a store that works, or the caller's own fault.</summary>
    public static bool IsOfStore(StorageException error) => error.Reason switch
    {
        StorageReason.Full or StorageReason.ReadOnly or StorageReason.Busy or StorageReason.Io or StorageReason.Unavailable => true,
        StorageReason.Corrupt => error.PersistenceId is null,
        _ => false,
    };

    internal void WriteFailed(StorageException error) => Change(error, ref _write);

    internal void ReadFailed(StorageException error) => Change(error, ref _read);

    internal void WriteSucceeded()
    {
        if (Volatile.Read(ref _write) is not null)
        {
            Change(null, ref _write);
        }
    }

    internal void ReadSucceeded()
    {
        if (Volatile.Read(ref _read) is not null)
        {
            Change(null, ref _read);
        }
    }

    private void Change(StorageException? error, ref StorageProblem? place)
    {
        lock (_lock)
        {
            place = error is null ? null : new(error.Reason, error.Message, place?.Since ?? _time.GetUtcNow(), CanRead: true);
            StorageProblem? now = _read is { } read ? (_write ?? read) with { CanRead = false } : _write;
            if (now == _problem)
            {
                return;
            }

            _problem = now;
            Changed?.Invoke(now);
        }
    }
}
