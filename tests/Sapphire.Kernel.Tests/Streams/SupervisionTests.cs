using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;
using Sapphire.Kernel.Streams.Supervision;
using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Tests.Streams;

/// <summary>A function that throws, in every stage that takes one: stop reaches both ends, resume and restart go on.</summary>
public sealed class SupervisionTests : StreamTest
{
    private static readonly Dictionary<string, (Func<Source<int, NotUsed>, Source<int, NotUsed>> Stage, int[] Resumed, int[] Restarted)> Stages = new()
    {
        ["Select"] = (s => s.Select(Bad), [1, 2, 4, 5], [1, 2, 4, 5]),
        ["Where"] = (s => s.Where(x => Bad(x) > 0), [1, 2, 4, 5], [1, 2, 4, 5]),
        ["WhereNot"] = (s => s.WhereNot(x => Bad(x) < 0), [1, 2, 4, 5], [1, 2, 4, 5]),
        ["Collect"] = (s => s.Collect(x => x > 1, Bad), [2, 4, 5], [2, 4, 5]),
        ["TakeWhile"] = (s => s.TakeWhile(x => Bad(x) < 5), [1, 2, 4], [1, 2, 4]),
        ["SkipWhile"] = (s => s.SkipWhile(x => Bad(x) < 4), [4, 5], [4, 5]),
        ["SelectMany"] = (s => s.SelectMany(x => new[] { Bad(x), x }), [1, 1, 2, 2, 4, 4, 5, 5], [1, 1, 2, 2, 4, 4, 5, 5]),
        ["SelectMany, in the sequence"] = (s => s.SelectMany(x => new[] { x, x }.Select((y, i) => i == 1 ? Bad(y) : y)), [1, 1, 2, 2, 3, 4, 4, 5, 5], [1, 1, 2, 2, 3, 4, 4, 5, 5]),
        ["StatefulSelectMany"] = (s => s.StatefulSelectMany<int, int, NotUsed>(Summing), [1, 3, 7, 12], [1, 3, 4, 9]),
        ["Scan"] = (s => s.Scan(0, (a, b) => a + Bad(b)), [0, 1, 3, 7, 12], [0, 1, 3, 0, 4, 9]),
        ["Aggregate"] = (s => s.Aggregate(0, (a, b) => a + Bad(b)), [12], [9]),
        ["Sum"] = (s => s.Sum((a, b) => a + Bad(b)), [12], [9]),
        ["ScanAsync"] = (s => s.ScanAsync(0, (a, b) => BadTask(b, a)), [0, 1, 3, 7, 12], [0, 1, 3, 4, 9]),
        ["AggregateAsync"] = (s => s.AggregateAsync(0, (a, b) => BadTask(b, a)), [12], [9]),
        ["LimitWeighted"] = (s => s.LimitWeighted(12, x => Bad(x)), [1, 2, 4, 5], [1, 2, 4, 5]),
        ["SelectAsync, the function"] = (s => s.SelectAsync(2, x => Task.FromResult(Bad(x))), [1, 2, 4, 5], [1, 2, 4, 5]),
        ["SelectAsync, its task"] = (s => s.SelectAsync(2, x => BadTask(x)), [1, 2, 4, 5], [1, 2, 4, 5]),
        ["SelectAsyncUnordered, the function"] = (s => s.SelectAsyncUnordered(1, x => Task.FromResult(Bad(x))), [1, 2, 4, 5], [1, 2, 4, 5]),
        ["SelectAsyncUnordered, its task"] = (s => s.SelectAsyncUnordered(1, x => BadTask(x)), [1, 2, 4, 5], [1, 2, 4, 5]),
        ["Throttle"] = (s => s.Throttle(1, Second, 100, x => Bad(x), ThrottleMode.Shaping), [1, 2, 4, 5], [1, 2, 4, 5]),
    };

    public static TheoryData<string> Names => [.. Stages.Keys];

    private static int Bad(int x) => x == 3 ? throw new InvalidOperationException("at 3") : x;

    private static async Task<int> BadTask(int x, int plus = 0)
    {
        await Task.Yield();
        return Bad(x) + plus;
    }

    private static Func<int, IEnumerable<int>> Summing()
    {
        int sum = 0;
        return x => [sum += Bad(x)];
    }

    private async Task<IReadOnlyList<int>> RunAsync(string stage, Decider? decider)
    {
        Source<int, NotUsed> source = Stages[stage].Stage(Source.From([1, 2, 3, 4, 5]));
        if (decider is not null) source = source.WithAttributes(ActorAttributes.CreateSupervisionStrategy(decider));
        return await source.RunWith(Sink.Seq<int>(), Mat);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ResumeDropsTheElementAndKeepsTheState(string stage) => (await RunAsync(stage, Deciders.ResumingDecider)).ShouldBe(Stages[stage].Resumed);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RestartResetsTheState(string stage) => (await RunAsync(stage, Deciders.RestartingDecider)).ShouldBe(Stages[stage].Restarted);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task StopReachesBothEnds(string stage)
    {
        Feed<int> feed = new();
        feed.Send(1, 2, 3, 4, 5).Complete();
        Task<Done> above = null!;
        Source<int, NotUsed> source = feed.Source.WatchTermination((_, ended) =>
        {
            above = ended;
            return NotUsed.Instance;
        });
        Task<Done> below = Stages[stage].Stage(source).RunWith(Sink.Ignore<int>(), Mat);
        (await Should.ThrowAsync<InvalidOperationException>(() => below)).Message.ShouldBe("at 3");
        (await feed.Released).ShouldBeOfType<InvalidOperationException>();

        // One that runs ahead may have seen the end before.
        if (!above.IsCompletedSuccessfully) await Should.ThrowAsync<InvalidOperationException>(() => above);
    }

    [Fact]
    public async Task SinksAreSupervisedToo()
    {
        Attributes resumes = ActorAttributes.CreateSupervisionStrategy(Deciders.ResumingDecider);
        Attributes restarts = ActorAttributes.CreateSupervisionStrategy(Deciders.RestartingDecider);
        Source<int, NotUsed> source = Source.From([1, 2, 3, 4, 5]);
        List<int> seen = [];
        await source.RunWith(Sink.ForEach<int>(x => seen.Add(Bad(x))).WithAttributes(resumes), Mat);
        seen.ShouldBe([1, 2, 4, 5]);
        (await source.RunWith(Sink.Aggregate<int, int>(0, (a, b) => a + Bad(b)).WithAttributes(resumes), Mat)).ShouldBe(12);
        (await source.RunWith(Sink.Aggregate<int, int>(0, (a, b) => a + Bad(b)).WithAttributes(restarts), Mat)).ShouldBe(9);
        await Should.ThrowAsync<InvalidOperationException>(() => source.RunWith(Sink.ForEach<int>(x => Bad(x)), Mat));
        await Should.ThrowAsync<InvalidOperationException>(() => source.RunWith(Sink.Aggregate<int, int>(0, (a, b) => a + Bad(b)), Mat));
    }

    [Theory]
    [InlineData(false, new[] { 1, 2, 4 }, 1)]
    [InlineData(true, new[] { 1, 2, 1, 2, 1, 2 }, 3)]
    public async Task AResourceIsReadOnOrOpenedAnew(bool restart, int[] expected, int opened)
    {
        int opens = 0;
        int closes = 0;
        IReadOnlyList<int> all = await Source.UnfoldResource<int, int[]>(
                () =>
                {
                    opens++;
                    return [0];
                },
                at =>
                {
                    at[0]++;
                    return at[0] == 3 && (!restart || opens < 3) ? throw new InvalidOperationException("at 3") : at[0] <= (restart ? 2 : 4) ? at[0] : Option<int>.None;
                },
                _ => closes++)
            .WithAttributes(ActorAttributes.CreateSupervisionStrategy(restart ? Deciders.RestartingDecider : Deciders.ResumingDecider))
            .RunWith(Sink.Seq<int>(), Mat);
        all.ShouldBe(expected);
        opens.ShouldBe(opened);
        closes.ShouldBe(opened);
    }

    [Fact]
    public async Task BatchesAreSupervised()
    {
        Feed<int> feed = new();
        Drain<int> drain = feed.Source.ConflateWithSeed(x => Bad(x), (a, b) => b == 4 ? throw new InvalidOperationException("at 4") : a + b)
            .WithAttributes(ActorAttributes.CreateSupervisionStrategy(Deciders.RestartingDecider)).RunWith(Drain<int>.Sink, Mat);
        feed.Send(1, 2, 4, 3, 5, 6);
        AwaitCondition(() => feed.Pulls == 7);
        await drain.ExpectAsync(11);
        feed.Complete();
        await drain.ExpectCompleteAsync();
    }
}
