using System.Collections;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Util;
using FsConfig = FsCheck.Config;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>
/// What holds for all pipelines: how they are fused and chunked changes nothing, they do what LINQ does, and at every end
/// everything upstream is released once and not called again.
/// </summary>
public sealed class LawTests : StreamTest
{
    private static readonly Operator[] Operators =
    [
        new("Select", n => s => s.Select(x => x + n), n => s => s.Select(x => x + n)),
        new("Where", n => s => s.Where(x => x % (n + 2) != 0), n => s => s.Where(x => x % (n + 2) != 0)),
        new("Collect", n => s => s.Collect(x => x > n, x => -x), n => s => s.Where(x => x > n).Select(x => -x)),
        new("Take", n => s => s.Take(n * 3), n => s => s.Take(n * 3)),
        new("TakeWhile", n => s => s.TakeWhile(x => x < n * 20), n => s => s.TakeWhile(x => x < n * 20)),
        new("Skip", n => s => s.Skip(n), n => s => s.Skip(n)),
        new("SkipWhile", n => s => s.SkipWhile(x => x < n), n => s => s.SkipWhile(x => x < n)),
        new("SelectMany", n => s => s.SelectMany(x => Enumerable.Repeat(x, n % 3)), n => s => s.SelectMany(x => Enumerable.Repeat(x, n % 3))),
        new("Scan", n => s => s.Scan(n, (a, b) => unchecked(a + b)), n => s => Scan(s, n)),
        new("Aggregate", n => s => s.Aggregate(n, (a, b) => unchecked(a + b)), n => s => [s.Aggregate(n, (a, b) => unchecked(a + b))]),
        new("AggregateAsync", n => s => s.AggregateAsync(n, (a, b) => Later(unchecked(a + b))), n => s => [s.Aggregate(n, (a, b) => unchecked(a + b))]),
        new("Grouped", n => s => s.Grouped(n + 1).Select(g => g.Last()), n => s => s.Chunk(n + 1).Select(g => g.Last())),
        new("Sliding", n => s => s.Sliding(2).Select(g => unchecked(g.First() - g.Last())), n => s => Pairs(s)),
        new("Intersperse", n => s => s.Intersperse(n), n => s => s.SelectMany(x => new[] { n, x }).Skip(1)),
        new("ZipWithIndex", n => s => s.ZipWithIndex().Select(p => unchecked(p.Item1 + (int)p.Item2)), n => s => s.Select((x, i) => unchecked(x + i))),
        new("Zip", n => s => s.Zip(Source.From(Enumerable.Range(0, n * 4))).Select(p => p.Item2), n => s => s.Zip(Enumerable.Range(0, n * 4), (_, b) => b)),
        new("Concat", n => s => s.Concat(Source.From(Enumerable.Range(0, n))), n => s => s.Concat(Enumerable.Range(0, n))),
        new("Prepend", n => s => s.Prepend(Source.From(Enumerable.Range(0, n))), n => s => Enumerable.Range(0, n).Concat(s)),
        new("OrElse", n => s => s.OrElse(Source.Single(n)), n => s => s.DefaultIfEmpty(n)),
        new("Merge", _ => s => s.Merge(Source.Empty<int>()), _ => s => s),
        new("Interleave", _ => s => s.Interleave(Source.Empty<int>(), 2), _ => s => s),
        new("SelectAsync", n => s => s.SelectAsync(n + 1, Later), _ => s => s),
        new("SelectAsyncUnordered", n => s => s.SelectAsyncUnordered(1, x => Later(unchecked(x * n))), n => s => s.Select(x => unchecked(x * n))),
        new("Buffer", n => s => s.Buffer(n + 1, OverflowStrategy.Backpressure), _ => s => s),
        new("Batch", n => s => s.Batch<int, List<int>, NotUsed>(n + 1, x => [x], (a, b) => [.. a, b]).SelectMany(x => x), _ => s => s),
        new("Conflate", _ => s => s.ConflateWithSeed<int, List<int>, NotUsed>(x => [x], (a, b) => [.. a, b]).SelectMany(x => x), _ => s => s),
        new("Expand", _ => s => s.Expand(x => Enumerable.Repeat(x, 1).GetEnumerator()), _ => s => s),
        new("GroupedWithin", n => s => s.GroupedWithin(n + 1, Second).SelectMany(x => x), _ => s => s),
        new("Throttle", _ => s => s.Throttle(1, Second, 100_000, ThrottleMode.Shaping), _ => s => s),
        new("Timeouts", _ => s => s.IdleTimeout(Second).CompletionTimeout(Second).InitialTimeout(Second).BackpressureTimeout(Second), _ => s => s),
        new("KeepAlive", _ => s => s.KeepAlive(Second, () => 0), _ => s => s),
        new("TakeWithin", _ => s => s.TakeWithin(Second), _ => s => s),
        new("AlsoTo", _ => s => s.AlsoTo(Sink.Ignore<int>()), _ => s => s),
        new("WireTap", _ => s => s.WireTap(Sink.Cancelled<int>()), _ => s => s),
        new("DivertTo", n => s => s.DivertTo(Sink.Ignore<int>(), x => x % 3 == n), n => s => s.Where(x => x % 3 != n)),
        new("Recover", _ => s => s.Recover(_ => Option<int>.None), _ => s => s),
        new("WatchTermination", _ => s => s.WatchTermination((_, _) => NotUsed.Instance), _ => s => s),
        new("Async", _ => s => s.Async(), _ => s => s),
    ];

    private static readonly FsConfig Quick = FsConfig.QuickThrowOnFailure.WithMaxTest(60);

    private static Arbitrary<(int[] Elements, (int Operator, int N, bool Boundary)[] Pipeline)> Pipelines { get; } = Arb.From(
        from elements in Gen.ArrayOf(Gen.Choose(-20, 100))
        from length in Gen.Choose(0, 7)
        from pipeline in Gen.ArrayOf(
            from op in Gen.Choose(0, Operators.Length - 1)
            from n in Gen.Choose(0, 5)
            from boundary in Gen.Choose(0, 3)
            select (op, n, boundary == 0),
            length)
        select (elements, pipeline));

    private static async Task<int> Later(int x)
    {
        if (x % 2 == 0) await Task.Yield();
        return x;
    }

    private static IEnumerable<int> Scan(IEnumerable<int> s, int state)
    {
        yield return state;
        foreach (int x in s) yield return state = unchecked(state + x);
    }

    private static IEnumerable<int> Pairs(IEnumerable<int> s)
    {
        int[] all = [.. s];
        return all.Length == 1 ? [0] : all.Zip(all.Skip(1), (a, b) => unchecked(a - b));
    }

    private static Source<int, NotUsed> Build(Source<int, NotUsed> source, (int Operator, int N, bool Boundary)[] pipeline, bool boundaries)
    {
        foreach ((int op, int n, bool boundary) in pipeline)
        {
            source = Operators[op].Stream(n)(source);
            if (boundaries && boundary) source = source.Async();
        }

        return source;
    }

    private static int[] Model(int[] elements, (int Operator, int N, bool Boundary)[] pipeline) =>
        [.. pipeline.Aggregate<(int Operator, int N, bool Boundary), IEnumerable<int>>(elements, (s, p) => Operators[p.Operator].Model(p.N)(s))];

    private T Await<T>(Task<T> task)
    {
#pragma warning disable VSTHRD002 // A property is judged synchronously.
        return task.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    [Fact]
    public void PipelinesDoWhatLinqDoesFusedOrNotAndHoweverChunked() => Prop.ForAll(Pipelines, c =>
    {
        int[] expected = Model(c.Elements, c.Pipeline);
        Source<int, NotUsed> whole = Source.From(c.Elements);
        Source<int, NotUsed> chunked = Source.From(c.Elements.Chunk(3)).SelectMany(x => x);
        Source<int, NotUsed> slow = whole.SelectAsync(1, Later);
        foreach (Source<int, NotUsed> source in new[] { whole, chunked, slow })
        {
            foreach (bool boundaries in new[] { false, true })
            {
                Await(Build(source, c.Pipeline, boundaries).RunWith(Sink.Seq<int>(), Mat)).ToArray().ShouldBe(expected, Describe(c.Pipeline));
            }
        }

        AwaitCondition(() => Mat.RunningGraphs == 0);
    }).Check(Quick);

    [Fact]
    public void CancelledAtAnyElementEverythingIsReleasedOnce() => Prop.ForAll(Pipelines, Gen.Choose(0, 30).ToArbitrary(), (c, take) =>
    {
        Tracked source = new(c.Elements, failAt: -1);
        int[] expected = [.. Model(c.Elements, c.Pipeline).Take(take)];
        Await(Build(Source.From(source), c.Pipeline, true).Take(take).RunWith(Sink.Seq<int>(), Mat)).ToArray().ShouldBe(expected, Describe(c.Pipeline));
        AwaitCondition(() => Mat.RunningGraphs == 0);
        source.Check(Describe(c.Pipeline));
    }).Check(Quick);

    [Fact]
    public void CancelledFromBelowWithACauseEverythingIsReleasedOnce() => Prop.ForAll(Pipelines, Gen.Choose(0, 10).ToArbitrary(), (c, take) =>
    {
        Tracked source = new(c.Elements, failAt: -1);
        int left = take;
        Task<Done> end = Build(Source.From(source), c.Pipeline, true).RunWith(
            Sink.ForEach<int>(_ =>
            {
                if (left-- == 0) throw new InvalidOperationException("enough");
            }),
            Mat);
        if (Model(c.Elements, c.Pipeline).Length > take) Should.Throw<InvalidOperationException>(() => Await(end)).Message.ShouldBe("enough");
        else Await(end);
        AwaitCondition(() => Mat.RunningGraphs == 0);
        source.Check(Describe(c.Pipeline));
    }).Check(Quick);

    [Fact]
    public void AFailureFromAboveReachesTheEndAndReleasesEverything() => Prop.ForAll(Pipelines, Gen.Choose(0, 10).ToArbitrary(), (c, failAt) =>
    {
        Tracked source = new(c.Elements, failAt);
        Task end = Build(Source.From(source), c.Pipeline, true).RunWith(Sink.Ignore<int>(), Mat);
        try
        {
            Await(end.ContinueWith(_ => true, TaskScheduler.Default));
            if (end.IsFaulted) end.Exception!.InnerException!.Message.ShouldBe("broken", Describe(c.Pipeline));
            else source.Failed.ShouldBe(source.Failed && Ends(c.Pipeline), Describe(c.Pipeline));
        }
        finally
        {
            AwaitCondition(() => Mat.RunningGraphs == 0);
        }

        source.Check(Describe(c.Pipeline));
    }).Check(Quick);

    [Fact]
    public void StoppedFromOutsideEverythingIsReleasedOnce() => Prop.ForAll(Pipelines, c =>
    {
        using ActorMaterializer own = ActorMaterializer.Create(Sys);
        Tracked source = new(c.Elements, failAt: -1);
        Task end = Build(Source.From(source).Concat(Source.Never<int>()), c.Pipeline, true).RunWith(Sink.Ignore<int>(), own);
        own.Shutdown();
        Await(end.ContinueWith(_ => true, TaskScheduler.Default));
        if (end.IsFaulted) end.Exception!.InnerException.ShouldBeOfType<AbruptTerminationException>(Describe(c.Pipeline));
        AwaitCondition(() => own.RunningGraphs == 0);
        source.Check(Describe(c.Pipeline));
    }).Check(Quick);

    // Those that may complete before they hear of a failure above them.
    private static bool Ends((int Operator, int N, bool Boundary)[] pipeline) =>
        pipeline.Any(p => Operators[p.Operator].Name is "Take" or "TakeWhile" or "Zip");

    private static string Describe((int Operator, int N, bool Boundary)[] pipeline) =>
        string.Join(" ", pipeline.Select(p => $"{Operators[p.Operator].Name}({p.N}){(p.Boundary ? " |" : "")}"));

    private sealed record Operator(string Name, Func<int, Func<Source<int, NotUsed>, Source<int, NotUsed>>> Stream, Func<int, Func<IEnumerable<int>, IEnumerable<int>>> Model);

    /// <summary>Elements whose enumeration is watched, and which may break.</summary>
    private sealed class Tracked(int[] elements, int failAt) : IEnumerable<int>, IEnumerator<int>
    {
        private int _at = -1;
        private int _opened;
        private int _released;
        private int _late;
        private int _inside;

        public bool Failed { get; private set; }

        public int Current => elements[_at];

        object IEnumerator.Current => Current;

        public void Check(string pipeline)
        {
            _released.ShouldBe(_opened, pipeline);
            _late.ShouldBe(0, pipeline);
        }

        public bool MoveNext()
        {
            if (_released > 0 || Interlocked.Exchange(ref _inside, 1) == 1) Interlocked.Increment(ref _late);
            _at++;
            if (_at == failAt)
            {
                Failed = true;
                Volatile.Write(ref _inside, 0);
                throw new InvalidOperationException("broken");
            }

            Volatile.Write(ref _inside, 0);
            return _at < elements.Length;
        }

        public void Dispose()
        {
            if (_inside == 1) Interlocked.Increment(ref _late);
            Interlocked.Increment(ref _released);
        }

        public void Reset() => throw new NotSupportedException();

        public IEnumerator<int> GetEnumerator()
        {
            Interlocked.Increment(ref _opened).ShouldBe(1);
            return this;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
