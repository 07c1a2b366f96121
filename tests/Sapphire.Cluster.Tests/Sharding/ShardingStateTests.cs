using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>What operators ask and get survives its way.</summary>
public sealed class ShardingStateTests : IAsyncDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("sapphire", new ActorSystemSetup { Serialization = ShardingMessageSerializer.Setup });

    public static TheoryData<object, string> Messages => new()
    {
        { GetShardRegionState.Instance, "{}" },
        { new GetClusterShardingStats(TimeSpan.FromSeconds(3)), """{"Timeout":"00:00:03"}""" },
        { State, Text },
        { new ClusterShardingStats([State], ["b"]), $$"""{"Regions":[{{Text}}],"Failed":["b"]}""" },
    };

    private static CurrentShardRegionState State { get; } = new("a", Draining: true, [new ShardState(7, ["one"], 2, 3, 4)], [8]);

    private static string Text { get; } = """{"Node":"a","Draining":true,"Shards":[{"ShardId":7,"EntityIds":["one"],"Unanswered":2,"Silent":3,"Rejected":4}],"Failed":[8]}""";

    [Theory]
    [MemberData(nameof(Messages))]
    public void It_is_read_as_it_was_written(object message, string json)
    {
        Serializer serializer = _system.Serialization.FindSerializerFor(message);
        byte[] bytes = _system.Serialization.Serialize(message);
        System.Text.Encoding.UTF8.GetString(bytes).ShouldBe(json);
        object? copy = _system.Serialization.Deserialize(bytes, serializer.Identifier, Serialization.ManifestFor(serializer, message));
        _system.Serialization.Serialize(copy).ShouldBe(bytes);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();
}
