using System.Collections.Concurrent;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>Several sinks for one source.</summary>
public sealed class FanOutTests : StreamTest
{
    private readonly Drain<int>[] _drains = new Drain<int>[3];

    private Sink<int, NotUsed> Probe(int i) => Drain<int>.Sink.MapMaterializedValue(d =>
    {
        _drains[i] = d;
        return NotUsed.Instance;
    });

    private Feed<int> Run(Func<int, IGraph<Sapphire.Kernel.Streams.UniformFanOutShape<int, int>, NotUsed>> strategy)
    {
        Feed<int> feed = new();
        feed.Source.RunWith(Sink.Combine(strategy, Probe(0), Probe(1), Probe(2)), Mat);
        return feed;
    }

    private void CancelAll()
    {
        foreach (Drain<int> drain in _drains) drain.Cancel();
    }

    [Fact]
    public async Task BroadcastGivesToAllWhenAllArePulled()
    {
        Feed<int> feed = Run(n => new Broadcast<int>(n));
        feed.Send(1, 2);
        Task<int>[] two = [_drains[0].RequestNextAsync(), _drains[1].RequestNextAsync()];
        feed.Pulls.ShouldBe(0);
        await _drains[2].ExpectAsync(1);
        (await Task.WhenAll(two)).ShouldBe([1, 1]);
        feed.Pulls.ShouldBe(1);

        // One that goes holds nobody back, and the last takes upstream with it.
        _drains[2].Cancel();
        await Task.WhenAll(_drains[0].ExpectAsync(2), _drains[1].ExpectAsync(2));
        _drains[1].Cancel();
        feed.Send(3);
        await _drains[0].ExpectAsync(3);
        _drains[0].Cancel(new InvalidOperationException("last"));
        (await feed.Released)!.Message.ShouldBe("last");
    }

    [Fact]
    public async Task AnEagerBroadcastEndsWithTheFirst()
    {
        Feed<int> feed = Run(n => new Broadcast<int>(n, eagerCancel: true));
        _drains[1].Cancel();
        (await feed.Released).ShouldBeNull();
        await Task.WhenAll(_drains[0].ExpectCompleteAsync(), _drains[2].ExpectCompleteAsync());
    }

    [Fact]
    public async Task CompletionAndFailureReachAll()
    {
        Feed<int> feed = Run(n => new Broadcast<int>(n));
        feed.Send(1).Complete();
        await Task.WhenAll(_drains.Select(d => d.ExpectAsync(1)));
        await Task.WhenAll(_drains.Select(d => d.ExpectCompleteAsync()));
        feed = Run(n => new Broadcast<int>(n));
        feed.Send(1).Fail(new InvalidOperationException());
        await Task.WhenAll(_drains.Select(d => d.ExpectAsync(1)));
        await Task.WhenAll(_drains.Select(d => d.ExpectFailureAsync<InvalidOperationException>()));
    }

    [Fact]
    public async Task BalanceGivesToTheOneThatWaits()
    {
        Feed<int> feed = Run(n => new Balance<int>(n));
        feed.Send(1, 2, 3);
        await _drains[1].ExpectAsync(1, 2);
        await _drains[0].ExpectAsync(3);
        feed.Pulls.ShouldBe(3);
        CancelAll();
        await feed.Released;
    }

    [Fact]
    public async Task BalanceMayWaitForAll()
    {
        Feed<int> feed = Run(n => new Balance<int>(n, waitForAllDownstreams: true));
        feed.Send(1, 2, 3);
        Task<int>[] two = [_drains[0].RequestNextAsync(), _drains[1].RequestNextAsync()];
        feed.Pulls.ShouldBe(0);
        int third = await _drains[2].RequestNextAsync();
        (await Task.WhenAll(two)).Append(third).Order().ShouldBe([1, 2, 3]);
        CancelAll();
    }

    [Fact]
    public async Task BalanceLosesNothingWhenTheOneThatWaitedGoes()
    {
        Feed<int> feed = Run(n => new Balance<int>(n));
        _drains[0].Request();
        AwaitCondition(() => feed.Pulls == 1);
        _drains[0].Cancel();
        feed.Send(1);
        await _drains[1].ExpectAsync(1);
        CancelAll();
    }

    [Fact]
    public async Task PartitionHoldsAllBackForAnElementWhoseSinkIsBusy()
    {
        Feed<int> feed = Run(n => new Partition<int>(n, x => x % 3));
        feed.Send(3, 1, 6);
        await _drains[0].ExpectAsync(3);
        Task<int> next = _drains[0].RequestNextAsync();
        AwaitCondition(() => feed.Given == 2);
        _drains[0].HasNext.ShouldBeFalse();
        await _drains[1].ExpectAsync(1);
        (await next).ShouldBe(6);

        // Elements for one that has gone are dropped.
        _drains[1].Cancel();
        feed.Send(4, 9);
        await _drains[0].ExpectAsync(9);
        CancelAll();
        await feed.Released;
    }

    [Fact]
    public async Task PartitionCompletesAfterTheElementThatWaits()
    {
        Feed<int> feed = Run(n => new Partition<int>(n, x => x));
        feed.Send(1).Complete();
        Task end = _drains[0].ExpectCompleteAsync();
        AwaitCondition(() => feed.Given == 1);
        await _drains[1].ExpectAsync(1);
        await Task.WhenAll(end, _drains[1].ExpectCompleteAsync(), _drains[2].ExpectCompleteAsync());
    }

    [Fact]
    public async Task APartitionerThatNamesNoSinkFailsAll()
    {
        Feed<int> feed = Run(n => new Partition<int>(n, x => x));
        feed.Send(3);
        await Task.WhenAll(_drains.Select(d => d.ExpectFailureAsync<PartitionOutOfBoundsException>()));
        (await feed.Released).ShouldBeOfType<PartitionOutOfBoundsException>();
    }

    [Fact]
    public async Task AlsoToIsHeldBackByItsSink()
    {
        Feed<int> feed = new();
        (Drain<int> side, Drain<int> main) = feed.Source.AlsoToMaterialized(Drain<int>.Sink, Keep.Right).ToMaterialized(Drain<int>.Sink, Keep.Both).Run(Mat);
        feed.Send(1, 2);
        Task<int> next = main.RequestNextAsync();
        feed.Pulls.ShouldBe(0);
        await side.ExpectAsync(1);
        (await next).ShouldBe(1);

        // The end of the side does not end the stream.
        side.Cancel(new InvalidOperationException());
        await main.ExpectAsync(2);
        feed.Complete();
        await main.ExpectCompleteAsync();
    }

    [Fact]
    public async Task AlsoToMayEndWithItsSink()
    {
        Feed<int> feed = new();
        (Drain<int> side, Drain<int> main) =
            feed.Source.AlsoToMaterialized(Drain<int>.Sink, Keep.Right, propagateFailure: true).ToMaterialized(Drain<int>.Sink, Keep.Both).Run(Mat);
        side.Cancel(new InvalidOperationException());
        await main.ExpectFailureAsync<InvalidOperationException>();
        (await feed.Released).ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task AWireTapNeverHoldsBack()
    {
        Feed<int> feed = new();
        (Drain<int> tap, Drain<int> main) = feed.Source.WireTapMaterialized(Drain<int>.Sink, Keep.Right).ToMaterialized(Drain<int>.Sink, Keep.Both).Run(Mat);
        feed.Send(1, 2, 3).Complete();
        await main.ExpectAsync(1, 2, 3);
        await main.ExpectCompleteAsync();
        await tap.ExpectAsync(3);
        await tap.ExpectCompleteAsync();
    }

    [Fact]
    public async Task AWireTapHearsOfFailuresAndItsEndIsItsOwn()
    {
        Feed<int> feed = new();
        (Drain<int> tap, Drain<int> main) = feed.Source.WireTapMaterialized(Drain<int>.Sink, Keep.Right).ToMaterialized(Drain<int>.Sink, Keep.Both).Run(Mat);
        feed.Fail(new InvalidOperationException());
        await main.ExpectFailureAsync<InvalidOperationException>();
        await tap.ExpectFailureAsync<InvalidOperationException>();
        IReadOnlyList<int> all = await Source.From([1, 2]).WireTap(_ => throw new InvalidOperationException()).RunWith(Sink.Seq<int>(), Mat);
        all.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task DivertToSendsAway()
    {
        ConcurrentQueue<int> diverted = new();
        IReadOnlyList<int> all = await Source.From(Enumerable.Range(0, 10)).DivertTo(Sink.ForEach<int>(diverted.Enqueue), x => x % 3 == 0).RunWith(Sink.Seq<int>(), Mat);
        all.ShouldBe([1, 2, 4, 5, 7, 8]);
        AwaitCondition(() => diverted.Count == 4);
        diverted.ShouldBe([0, 3, 6, 9]);
    }
}
