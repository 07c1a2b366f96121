namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// A running stage, seen from downstream. It is pulled by one reader at a time:
/// <code>
///  MoveNextAsync ─► true: Current is the next element
///                ├► false: completed
///                └► throws: failed (an OperationCanceledException of the scope's token: cancelled from downstream)
///  CancelAsync: always, once no MoveNextAsync is pending; releases everything upstream
/// </code>
/// Stages that have nothing to wait for answer synchronously, so that a chain of them is a chain of calls.
/// </summary>
/// <typeparam name="T">The elements.</typeparam>
internal abstract class PullIterator<T>
{
    /// <summary>The element of the last move; a field, since it is read once for each element and stage.</summary>
#pragma warning disable CA1051, SA1401
    public T Current = default!;
#pragma warning restore CA1051, SA1401

    /// <summary>Moves to the next element. Not called again after it has answered false or thrown.</summary>
    public abstract ValueTask<bool> MoveNextAsync();

    /// <summary>The reader wants no more, or has reached the end. May be called again, to no effect.</summary>
    /// <param name="cause">Why, when it is a failure; null after completion and when the reader merely has enough.</param>
    public abstract ValueTask CancelAsync(Exception? cause);
}
