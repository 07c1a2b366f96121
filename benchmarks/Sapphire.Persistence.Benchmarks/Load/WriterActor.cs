using Sapphire.Kernel.Actor;

namespace Sapphire.Persistence.Benchmarks.Load;

/// <summary>Stores so many events, each by a command of its own, and reports the end.</summary>
internal sealed class WriterActor : ReceivePersistentActor
{
    private readonly TaskCompletionSource _ready;
    private readonly TaskCompletionSource _done;
    private readonly Action<Said> _stored;
    private int _toSend;
    private int _left;

    /// <param name="id">Its id.</param>
    /// <param name="events">How many events.</param>
    /// <param name="window">Commands under way at once: 1 for one after another.</param>
    /// <param name="ready">Told after recovery.</param>
    /// <param name="done">Told when all are stored.</param>
    public WriterActor(string id, int events, int window, TaskCompletionSource ready, TaskCompletionSource done)
    {
        PersistenceId = id;
        _ready = ready;
        _done = done;
        _left = events;
        _toSend = events;
        _stored = _ => Stored();
        Recover<Said>(_ => { });
        Recover<RecoveryCompleted>(_ => _ready.TrySetResult());
        Command<Begin>(_ =>
        {
            for (int i = 0; i < window; i++) Next();
        });
        if (window == 1)
        {
            Command<Store>(_ => Persist(Said.Make(LastSequenceNr + 1), _stored));
        }
        else
        {
            Command<Store>(_ => PersistAsync(Said.Make(LastSequenceNr + 1), _stored));
        }
    }

    public override string PersistenceId { get; }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _done.TrySetException(cause);

    protected override void OnRecoveryFailure(Exception reason, object? message) => _ready.TrySetException(reason);

    private void Stored()
    {
        if (--_left == 0) _done.TrySetResult();
        else Next();
    }

    private void Next()
    {
        if (_toSend > 0)
        {
            _toSend--;
            Self.Tell(Store.Instance);
        }
    }

    /// <summary>Begins.</summary>
    public sealed record Begin
    {
        public static readonly Begin Instance = new();
    }

    /// <summary>Stores one.</summary>
    public sealed record Store
    {
        public static readonly Store Instance = new();
    }
}
