using System.Collections.Concurrent;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Operators whose functions answer later.</summary>
public sealed class AsyncOperatorTests : StreamTest
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _tasks = new();

    private Task<int> Later(int x) => _tasks.GetOrAdd(x, _ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    [Fact]
    public async Task SelectAsyncKeepsTheOrder()
    {
        Drain<int> drain = Source.From(Enumerable.Range(0, 3)).SelectAsync(3, Later).RunWith(Drain<int>.Sink, Mat);
        drain.Request(3);
        AwaitCondition(() => _tasks.Count == 3);
        _tasks[2].SetResult(20);
        _tasks[1].SetResult(10);
        drain.HasNext.ShouldBeFalse();
        _tasks[0].SetResult(0);
        (await drain.NextAsync()).ShouldBe(0);
        (await drain.NextAsync()).ShouldBe(10);
        (await drain.NextAsync()).ShouldBe(20);
        await drain.ExpectCompleteAsync();
    }

    [Fact]
    public async Task SelectAsyncUnorderedEmitsAsTheyCome()
    {
        Drain<int> drain = Source.From(Enumerable.Range(0, 3)).SelectAsyncUnordered(3, Later).RunWith(Drain<int>.Sink, Mat);
        drain.Request(3);
        AwaitCondition(() => _tasks.Count == 3);
        foreach (int i in new[] { 1, 2, 0 })
        {
            _tasks[i].SetResult(i);
            (await drain.NextAsync()).ShouldBe(i);
        }

        await drain.ExpectCompleteAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NoMoreThanTheirNumberRunAtOnce(bool ordered)
    {
        int running = 0;
        int most = 0;
        async Task<int> Work(int x)
        {
            int now = Interlocked.Increment(ref running);
            lock (_tasks) most = Math.Max(most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return x;
        }

        Source<int, NotUsed> source = Source.From(Enumerable.Range(0, 500));
        IReadOnlyList<int> all = await (ordered ? source.SelectAsync(4, Work) : source.SelectAsyncUnordered(4, Work)).RunWith(Sink.Seq<int>(), Mat);
        (ordered ? all : [.. all.Order()]).ShouldBe(Enumerable.Range(0, 500));
        most.ShouldBeInRange(1, 4);
    }

    [Fact]
    public async Task AFailedTaskOvertakesThoseBeforeIt()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.SelectAsync(3, Later).RunWith(Drain<int>.Sink, Mat);
        feed.Send(0, 1);
        Task failure = drain.ExpectFailureAsync<InvalidOperationException>();
        AwaitCondition(() => _tasks.Count == 2);
        _tasks[1].SetException(new InvalidOperationException());
        await failure;
        (await feed.Released).ShouldBeOfType<InvalidOperationException>();
        _tasks[0].SetException(new InvalidOperationException("too late"));
    }

    [Fact]
    public async Task ACancelledTaskFailsTheStream()
    {
        Task<int> below = Source.Single(1).SelectAsync(1, _ => Task.FromCanceled<int>(new CancellationToken(true))).RunWith(Sink.First<int>(), Mat);
        await Should.ThrowAsync<TaskCanceledException>(() => below);
    }

    [Fact]
    public async Task CompletionWaitsForTheTasks()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.SelectAsync(3, Later).RunWith(Drain<int>.Sink, Mat);
        feed.Send(0).Complete();
        Task<int> next = drain.RequestNextAsync();
        AwaitCondition(() => _tasks.Count == 1 && feed.Pulls == 2);
        _tasks[0].SetResult(7);
        (await next).ShouldBe(7);
        await drain.ExpectCompleteAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancellationReachesUpstreamWhileTasksRun(bool ordered)
    {
        Feed<int> feed = new();
        Drain<int> drain = (ordered ? feed.Source.SelectAsync(2, Later) : feed.Source.SelectAsyncUnordered(2, Later)).RunWith(Drain<int>.Sink, Mat);
        feed.Send(0);
        drain.Request();
        AwaitCondition(() => feed.Pulls == 2);
        drain.Cancel(new InvalidOperationException("enough"));
        (await feed.Released)!.Message.ShouldBe("enough");
        _tasks[0].SetResult(0);
    }

    [Fact]
    public async Task ForEachAsyncTellsTheEnd()
    {
        ConcurrentBag<int> seen = [];
        await Source.From(Enumerable.Range(0, 50)).RunWith(
            Sink.ForEachAsync<int>(3, async x =>
            {
                await Task.Yield();
                seen.Add(x);
            }),
            Mat);
        seen.Order().ShouldBe(Enumerable.Range(0, 50));
    }
}
