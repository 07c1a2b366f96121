using System.Threading.Channels;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>A sink moved by hand: it pulls only what the test asks for.</summary>
internal sealed class Drain<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Channel<bool> _requests = Channel.CreateUnbounded<bool>();
    private readonly Channel<T> _events = Channel.CreateUnbounded<T>();
    private DetachedScope? _scope;

    /// <summary>Makes one for each run.</summary>
    public static Sink<T, Drain<T>> Sink => new((StageScope scope, Upstream<T> upstream, out Drain<T> mat) =>
    {
        Drain<T> drain = new() { _scope = scope.Fork() };
        mat = drain;
        PullIterator<T> stages = upstream(drain._scope);
        scope.Run.AddPump(() => drain.RunAsync(stages));
    });

    /// <summary>Pulls so many.</summary>
    public Drain<T> Request(int n = 1)
    {
        for (int i = 0; i < n; i++) _requests.Writer.TryWrite(true);
        return this;
    }

    /// <summary>Wants no more, also while a pull is pending.</summary>
    public void Cancel(Exception? cause = null)
    {
        _scope!.Cancel(cause);
        _requests.Writer.TryComplete();
    }

    public async Task<T> NextAsync() => await _events.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<T> RequestNextAsync() => await Request().NextAsync();

    public async Task ExpectAsync(params T[] elements)
    {
        foreach (T element in elements) (await RequestNextAsync()).ShouldBe(element);
    }

    public async Task ExpectCompleteAsync()
    {
        Request();
        await _events.Reader.Completion.WaitAsync(Patience);
    }

    public async Task<TException> ExpectFailureAsync<TException>()
        where TException : Exception
    {
        Request();
        return await Should.ThrowAsync<TException>(() => _events.Reader.Completion.WaitAsync(Patience));
    }

    /// <summary>An element has come that was not read yet.</summary>
    public bool HasNext => _events.Reader.TryPeek(out _);

    private async Task RunAsync(PullIterator<T> stages)
    {
        Exception? cause = null;
        try
        {
            while (await _requests.Reader.WaitToReadAsync())
            {
                _requests.Reader.TryRead(out _);
                _scope!.ThrowIfCancelled();
                if (!await stages.MoveNextAsync()) break;
                _events.Writer.TryWrite(stages.Current);
            }

            cause = _scope!.Cause;
            _events.Writer.TryComplete(cause);
        }
        catch (Exception ex)
        {
            cause = Pump.CauseOf(_scope!, ex);
            _events.Writer.TryComplete(cause);
        }

        await stages.CancelAsync(cause);
        _scope!.Dispose();
    }
}
