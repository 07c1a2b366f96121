using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Serialization;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Cluster.Tests.Messaging;

public sealed record WireGreeting(string Name);

public sealed record WireLocal(string Name) : INoSerializationVerificationNeeded;

[JsonSerializable(typeof(WireGreeting))]
internal sealed partial class WireJson : JsonSerializerContext;

public sealed class WireFormatTests : IAsyncLifetime
{
    private static readonly NodeId Self = new("web", 255);

    private ActorSystem? _system;

    private ActorSystem System => _system!;

    private WireFormat Format => new(System, Self);

    public ValueTask InitializeAsync()
    {
        _system = ActorSystem.Create("wire", new ActorSystemSetup { Serialization = SerializationSetup.Create(new JsonProtocol("wire", 1_900, WireJson.Default).Add<WireGreeting>("greeting.1")) });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await System.Terminate();

    [Fact]
    public void A_message_goes_there_and_back()
    {
        WireMessage wire = Format.Write(new WireGreeting("wörld"), messageId: "m", correlationId: "c");

        wire.ShouldSatisfyAllConditions(
            () => wire.SerializerId.ShouldBe(1_900),
            () => wire.Manifest.ShouldBe("greeting.1"),
            () => wire.MessageId.ShouldBe("m"),
            () => wire.CorrelationId.ShouldBe("c"),
            () => wire.SenderNode.ShouldBe(Self),
            () => wire.SenderRef.ShouldBeNull(),
            () => wire.Protocol.ShouldBe(WireMessage.CurrentProtocol));
        Format.Read(wire).ShouldBe(new WireGreeting("wörld"));
        Format.Write(new WireGreeting("x")).MessageId.ShouldNotBe(Format.Write(new WireGreeting("x")).MessageId);
    }

    [Fact]
    public void The_sender_travels_as_text_that_its_own_system_reads()
    {
        IActorRef actor = System.ActorOf(Props.Create(() => new BlackHole()), "hole");
        WireMessage wire = Format.Write(new WireGreeting("x"), actor);
        System.Serialization.DeserializeActorRef(wire.SenderRef.ShouldNotBeNull()).ShouldBe(actor);
    }

    [Fact]
    public void What_is_for_this_process_only_does_not_travel()
    {
        Should.Throw<SerializationException>(() => Format.Write(new WireLocal("x"))).Message.ShouldContain("this process only");
        Should.Throw<SerializationException>(() => Format.Write(new object()));
    }

    [Fact]
    public void What_cannot_be_read_says_why_and_what_to_do()
    {
        WireMessage wire = Format.Write(new WireGreeting("x"));
        (WireMessage Message, ClusterError Reason, string Says)[] cases =
        [
            (wire with { Protocol = 2 }, ClusterError.VersionNewer, "speaks version 2"),
            (wire with { Manifest = "greeting.9" }, ClusterError.UnknownMessage, "'greeting.9'"),
            (wire with { SerializerId = -1 }, ClusterError.UnknownMessage, "-1"),
            (wire with { Body = "{\"Name\":"u8.ToArray() }, ClusterError.Malformed, "greeting.1"),
        ];
        foreach ((WireMessage message, ClusterError reason, string says) in cases)
        {
            ClusterException error = Should.Throw<ClusterException>(() => Format.Read(message));
            error.Reason.ShouldBe(reason);
            error.Message.ShouldContain(says);
            error.Message.ShouldContain("web");
        }
    }

    [Fact]
    public void Nodes_have_names_and_lives()
    {
        ManualTimeProvider clock = new();
        NodeId first = NodeId.Create("kitchen", clock);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        NodeId second = NodeId.Create("kitchen", clock);
        second.Incarnation.ShouldBeGreaterThan(first.Incarnation);
        NodeId.Parse(first.ToString()).ShouldBe(first);
        foreach (string? text in (string?[])["", null, "kitchen", "@1", "kitchen@", "kitchen@xyz"]) NodeId.Parse(text).ShouldBeNull();
        foreach (string name in (string[])["", "Kitchen", "a b", "a.b", new('x', 65)]) Should.Throw<ArgumentException>(() => NodeId.Valid(name));
    }

    [Fact]
    public void Entities_are_spread_over_the_shards_and_stay_where_they_are()
    {
        EntityKind kind = new("chat", 16);
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++) counts[kind.ShardOf(Guid.CreateVersion7().ToString("N"))]++;
        counts.ShouldAllBe(c => c > 850 && c < 1_150);

        // For ever: a new version must find the entities of the old one.
        (kind.ShardOf("a"), kind.ShardOf("chat-1"), kind.ShardOf("größe")).ShouldBe((12, 9, 10));
    }

    private sealed class BlackHole : ReceiveActor;
}
