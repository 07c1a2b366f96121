using System.Threading.Channels;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>A source moved by hand, which counts how it is used.</summary>
internal sealed class Feed<T>
{
    private readonly Channel<T> _elements = Channel.CreateUnbounded<T>();
    private readonly TaskCompletionSource<Exception?> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pulls;
    private int _given;

    /// <summary>The source; to be run once.</summary>
    public Source<T, NotUsed> Source => Stages.Source<T>(scope => new Stage(this, scope));

    /// <summary>Moves begun.</summary>
    public int Pulls => Volatile.Read(ref _pulls);

    /// <summary>Elements handed down.</summary>
    public int Given => Volatile.Read(ref _given);

    /// <summary>Complete when upstream is released, with the cause.</summary>
    public Task<Exception?> Released => _released.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public bool IsReleased => _released.Task.IsCompleted;

    public Feed<T> Send(params T[] elements)
    {
        foreach (T element in elements) _elements.Writer.TryWrite(element);
        return this;
    }

    public void Complete() => _elements.Writer.TryComplete();

    public void Fail(Exception cause) => _elements.Writer.TryComplete(cause);

    private sealed class Stage(Feed<T> feed, StageScope scope) : PullIterator<T>
    {
        private bool _ended;
        private volatile bool _isMoving;

        public override async ValueTask<bool> MoveNextAsync()
        {
            if (feed.IsReleased || _ended) throw new InvalidOperationException("It was pulled after its end.");
            _isMoving = true;
            Interlocked.Increment(ref feed._pulls);
            try
            {
                if (!feed._elements.Reader.TryRead(out T? element)) element = await feed._elements.Reader.ReadAsync(scope.Token);
                Current = element;
            }
            catch (ChannelClosedException ex)
            {
                _ended = true;
                if (ex.InnerException is { } cause) throw cause;
                return false;
            }

            finally
            {
                _isMoving = false;
            }

            Interlocked.Increment(ref feed._given);
            return true;
        }

        public override ValueTask CancelAsync(Exception? cause)
        {
            if (_isMoving) feed._released.TrySetException(new InvalidOperationException("It was released while it moved."));
            feed._released.TrySetResult(cause);
            return ValueTask.CompletedTask;
        }
    }
}
