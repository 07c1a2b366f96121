using System.Diagnostics;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.RabbitMq;
using Sapphire.Cluster.Tests.Messaging;
using Sapphire.RabbitMq.TestKit;

namespace Sapphire.Cluster.Tests.RabbitMq;

/// <summary>What only a real broker and a real network do.</summary>
[Collection("rabbitmq")]
public sealed class RabbitMqFaultTests
{
    private static readonly EntityKind Chats = new("chat", 4);

    [Fact]
    public async Task A_closed_port_is_named_and_tried_again_until_it_opens()
    {
        BrokerServer server = await BrokerServer.SharedAsync();
        int port;
        await using (BrokerProxy free = new(server.Port)) port = free.Port;
        await using IClusterTransport node = RabbitMqTransport.Create(Node("node"), new RabbitMqSettings().WithUri(BrokerServer.UriAt(port)));
        node.Start();
        await Wait.UntilAsync(() => node.State.Status == TransportStatus.Away, "nothing is there");
        node.State.Error!.Reason.ShouldBe(ClusterError.Unreachable);
        node.State.Error.Message.ShouldContain($"Nothing listens at amqp://127.0.0.1:{port}/");
        await using BrokerProxy way = new(server.Port, port);
        await node.ConnectedAsync(Wait.Token());

        ClusterException unknown = await RefusedAsync(new RabbitMqSettings().WithUri("amqp://no-such-machine.invalid"));
        unknown.Reason.ShouldBe(ClusterError.Unreachable);
        unknown.Message.ShouldContain("no machine named 'no-such-machine.invalid'");
    }

    [Fact]
    public async Task Wrong_credentials_are_told_without_showing_them()
    {
        BrokerServer server = await BrokerServer.SharedAsync();
        ClusterException error = await RefusedAsync(new RabbitMqSettings().WithUri(server.Uri) with { Password = "swordfish" });
        error.Reason.ShouldBe(ClusterError.Refused);
        error.Message.ShouldContain("'sapphire'");
        error.ToString().ShouldNotContain("swordfish");
    }

    [Fact]
    public async Task What_the_broker_does_not_permit_is_told_with_the_permissions_that_are_missing()
    {
        // Names that begin so are the broker's own: it refuses them as it refuses a user without permissions (403).
        BrokerServer server = await BrokerServer.SharedAsync();
        await using IClusterTransport node = RabbitMqTransport.Create(Node("node") with { Prefix = "amq" }, new RabbitMqSettings().WithUri(server.Uri));
        node.Start();
        ClusterException? error = null;
        Task claim = node.Entities.ClaimAsync(Chats, 0, static _ => ValueTask.CompletedTask, Wait.Token());
        await Wait.UntilAsync(() => (error = claim.Exception?.InnerException as ClusterException ?? node.State.Error) is not null, "it is refused");
        error!.Reason.ShouldBe(ClusterError.Forbidden, error.ToString());
        error.Message.ShouldContain("Give it permissions to configure, write and read all names that begin with the cluster's prefix");
    }

    [Fact]
    public async Task A_missing_virtual_host_is_told_with_how_to_make_it()
    {
        BrokerServer server = await BrokerServer.SharedAsync();
        ClusterException error = await RefusedAsync(new RabbitMqSettings().WithUri(server.Uri + "/nowhere"));
        error.Reason.ShouldBe(ClusterError.VhostMissing, error.ToString());
        error.Message.ShouldContain("rabbitmqctl add_vhost 'nowhere'");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TLS_works_with_the_authority_of_the_broker(bool withCertificate)
    {
        BrokerServer server = await BrokerServer.SharedAsync();
        RabbitMqSettings settings = new RabbitMqSettings { CaFile = server.Authority }.WithUri(server.TlsUri);
        if (withCertificate) settings = settings with { CertificateFile = server.ClientCertificate, KeyFile = server.ClientKey };
        await using IClusterTransport node = RabbitMqTransport.Create(Node("tls"), settings);
        await node.ConnectedAsync(Wait.Token());
        Recorder got = new();
        await node.Entities.ClaimAsync(Chats, 0, got.Handle);
        await node.Entities.SendAsync(Chats, 0, Text.Of("secret"));
        await got.ReachesAsync(1);
    }

    [Fact]
    public async Task TLS_that_is_not_trusted_is_refused()
    {
        BrokerServer server = await BrokerServer.SharedAsync();
        RabbitMqSettings tls = new RabbitMqSettings().WithUri(server.TlsUri);
        RabbitMqSettings[] wrong =
        [
            tls,
            tls with { CaFile = server.OtherAuthority },
            tls with { CaFile = server.Authority, Host = "127.0.0.2" },
            tls with { CaFile = server.Authority, Port = server.Port },
        ];
        foreach (RabbitMqSettings settings in wrong)
        {
            // 127.0.0.2 is this machine too, but not in the certificate; the broker listens at 127.0.0.1 only, hence the relay's answer.
            ClusterException error = await RefusedAsync(settings);
            error.Reason.ShouldBeOneOf(settings.Host == "127.0.0.2" ? [ClusterError.Tls, ClusterError.Unreachable] : [ClusterError.Tls]);
            error.Message.ShouldContain(settings.Address);
        }

        ClusterException plain = await RefusedAsync(new RabbitMqSettings { ConnectTimeout = TimeSpan.FromSeconds(1) }.WithUri(BrokerServer.UriAt(server.TlsPort)));
        plain.Reason.ShouldBe(ClusterError.Unreachable);
        plain.Message.ShouldContain("use amqps://");
    }

    [Fact]
    public async Task A_node_that_is_cut_off_steps_down_before_another_takes_over()
    {
        await using RabbitMqWorld world = await RabbitMqWorld.CreateAsync();
        IClusterTransport a = await world.JoinAsync("a");
        IClusterTransport b = await world.JoinAsync("b");
        IClusterTransport web = await world.JoinAsync("web");
        Recorder atA = new(hold: true), atB = new();
        IShardClaim lost = await a.Entities.ClaimAsync(Chats, 0, atA.Handle);
        IShardClaim next = await b.Entities.ClaimAsync(Chats, 0, atB.Handle);
        for (int i = 0; i < 15; i++) await web.Entities.SendAsync(Chats, 0, Text.Of(i));
        await atA.ReachesAsync(10);
        long begun = Stopwatch.GetTimestamp();
        TimeSpan down = default, taken = default;
        using CancellationTokenRegistration stepped = lost.Lost.Register(() => down = Stopwatch.GetElapsedTime(begun));
        using IDisposable watch = next.Watch(s =>
        {
            if (s == ClaimStatus.Active) taken = Stopwatch.GetElapsedTime(begun);
        });

        world.Way("a").Freeze();
        await atB.ReachesAsync(15);

        // The heartbeat is 2 s.
        down.ShouldBeInRange(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4));
        taken.ShouldBeInRange(down, TimeSpan.FromSeconds(8));
        TestContext.Current.TestOutputHelper?.WriteLine($"stepped down after {down.TotalSeconds:0.00} s, taken over after {taken.TotalSeconds:0.00} s");
        atB.Texts.ShouldBe(Enumerable.Range(0, 15).Select(i => i.ToString()));
        lost.Status.ShouldBe(ClaimStatus.Lost);
        ClusterException refused = await Should.ThrowAsync<ClusterException>(atA.Deliveries[0].AcknowledgeAsync().AsTask());
        refused.Reason.ShouldBe(ClusterError.NotOwner);
        a.State.Error!.Message.ShouldContain("not heard");

        world.Way("a").Heal();
        await a.ConnectedAsync(Wait.Token());
        await Wait.AWhileAsync();
        atA.Count.ShouldBe(10, "what lay in the network comes to nobody");
    }

    [Fact]
    public async Task A_deleted_queue_ends_its_claims_and_is_made_anew()
    {
        BrokerServer server = await BrokerServer.SharedAsync();
        await using RabbitMqWorld world = await RabbitMqWorld.CreateAsync();
        IClusterTransport node = await world.JoinAsync("node");
        IShardClaim claim = await node.Entities.ClaimAsync(Chats, 0, new Recorder().Handle);
        await node.Entities.SendAsync(Chats, 0, Text.Of("before"));

        global::RabbitMQ.Client.ConnectionFactory factory = new() { Uri = new(server.Uri) };
        await using (global::RabbitMQ.Client.IConnection connection = await factory.CreateConnectionAsync())
        await using (global::RabbitMQ.Client.IChannel channel = await connection.CreateChannelAsync())
        {
            await channel.QueueDeleteAsync($"{world.Prefix}.chat.0", false, false);
        }

        (await claim.Ended.WaitAsync(Wait.Token())).ShouldBe(ClaimStatus.Lost);
        ClusterException gone = await Should.ThrowAsync<ClusterException>(node.Entities.SendAsync(Chats, 0, Text.Of("nowhere")));
        gone.Message.ShouldContain("was deleted");
        await node.Entities.SendAsync(Chats, 0, Text.Of("after"));
    }

    [Fact]
    public async Task Messages_of_somebody_else_are_readable_as_unknown()
    {
        BrokerServer server = await BrokerServer.SharedAsync();
        await using RabbitMqWorld world = await RabbitMqWorld.CreateAsync();
        IClusterTransport node = await world.JoinAsync("node");
        Recorder got = new();
        await node.Entities.ClaimAsync(Chats, 0, got.Handle);
        global::RabbitMQ.Client.ConnectionFactory factory = new() { Uri = new(server.Uri) };
        await using (global::RabbitMQ.Client.IConnection connection = await factory.CreateConnectionAsync())
        await using (global::RabbitMQ.Client.IChannel channel = await connection.CreateChannelAsync())
        {
            await global::RabbitMQ.Client.IChannelExtensions.BasicPublishAsync(channel, "", $"{world.Prefix}.chat.0", new byte[] { 1, 2, 3 });
            await got.ReachesAsync(1);
        }

        got.Deliveries[0].Message.SerializerId.ShouldBe(-1);
        got.Deliveries[0].Message.Body.ToArray().ShouldBe([1, 2, 3]);
    }

    private static ClusterSettings Node(string name) => new() { NodeName = name, Prefix = $"t{Guid.NewGuid():N}"[..12] };

    private static async Task<ClusterException> RefusedAsync(RabbitMqSettings settings)
    {
        await using IClusterTransport node = RabbitMqTransport.Create(Node("node"), settings);
        node.Start();
        await Wait.UntilAsync(() => node.State.Status == TransportStatus.Away, "it is refused");
        return node.State.Error.ShouldNotBeNull();
    }
}
