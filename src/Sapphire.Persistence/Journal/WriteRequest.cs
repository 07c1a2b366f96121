using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Journal;

/// <summary>Something the writer thread does inside a transaction, and whom to tell after the commit.</summary>
internal abstract class WriteRequest
{
    public abstract int Rows { get; }

    public abstract long Bytes { get; }

    /// <summary>One statement undoes itself when it fails; several need a savepoint.</summary>
    public virtual bool NeedsSavepoint => true;

    /// <summary>May run again in a second transaction when the first one was lost.</summary>
    public abstract void Execute(JournalSession session);

    public abstract void Complete();

    public abstract void Fail(StorageException error);
}

/// <summary>A request that answers with a value.</summary>
internal sealed class WriteRequest<T>(Func<JournalSession, T> execute, int rows, long bytes, bool needsSavepoint) : WriteRequest
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Task => _completion.Task;

    public override int Rows => rows;

    public override long Bytes => bytes;

    public override bool NeedsSavepoint => needsSavepoint;

    public override void Execute(JournalSession session) => _result = execute(session);

    public override void Complete() => _completion.TrySetResult(_result);

    public override void Fail(StorageException error) => _completion.TrySetException(error);
}
