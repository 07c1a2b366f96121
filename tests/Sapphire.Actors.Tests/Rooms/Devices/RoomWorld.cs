using System.Threading.Channels;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Home;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Settings;
using Sapphire.Cluster.InProcess;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Rooms.Devices;

/// <summary>Nodes in this process, joined by a broker in it, each with the registry and the directory of rooms; the schedule is the test's.</summary>
internal sealed class RoomWorld : IAsyncDisposable
{
    private readonly List<RoomNode> _nodes = [];

    public InProcessBroker Broker { get; } = new();

    /// <summary>What the schedule shows to whoever asks.</summary>
    public IReadOnlyList<NotificationView> Notifications { get; set; } = [];

    public async Task<RoomNode> JoinAsync(string name)
    {
        IClusterTransport transport = InProcessTransport.Create(Broker, new() { NodeName = name, Roles = ["room"], PresenceInterval = TimeSpan.FromMilliseconds(100) });
        ActorSystem system = ActorSystem.Create("sapphire", TestSystem.Prepare(new() { Serialization = AssistantProtocols.Setup }));
        ClusterRemoting remoting = ClusterRemoting.Start(system, transport);
        transport.Start();
        await transport.ConnectedAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        RoomServices services = new(new TestRecognizer(), new TestSynthesizer(), static () => (null, null), static () => SpeakSettings.Default, null!, static (_, _) => { }, TimeProvider.System);
        IActorRef registry = system.ActorOf(RoomRegistry.Props(TimeProvider.System, (message, sender) => RoomTopic.Publish(remoting, message, sender)), "room-registry");
        IActorRef directory = system.ActorOf(RoomDirectory.Props(services, rang => RoomTopic.Publish(remoting, rang)), "rooms");
        IActorRef schedule = system.ActorOf(Props.Create(() => new Schedule(() => Notifications)), "schedule");
        system.ActorOf(RoomTopic.Props(remoting, registry, directory, () => schedule), "room-topic");
        RoomNode node = new(name, system, transport, registry, directory);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A node is gone without a word.</summary>
    public async Task KillAsync(RoomNode node)
    {
        Broker.Cut(node.Name);
        _nodes.Remove(node);
        await node.System.Terminate();
        await node.Transport.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RoomNode node in _nodes)
        {
            await node.System.Terminate();
            await node.Transport.DisposeAsync();
        }
    }

    private sealed class Schedule : ReceiveActor
    {
        public Schedule(Func<IReadOnlyList<NotificationView>> notifications) => Receive<GetSchedule>(_ => Sender.Tell(new ScheduleView([], notifications())));
    }
}

#pragma warning disable MA0048 // A node of it, and who reads one of its rooms.

/// <summary>A node of a <see cref="RoomWorld"/>.</summary>
internal sealed record RoomNode(string Name, ActorSystem System, IClusterTransport Transport, IActorRef Registry, IActorRef Directory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Makes it a room with a microphone and a speaker.</summary>
    public (IActorRef Device, TestDevices Devices) BeRoom(string name, DateTimeOffset? started = null)
    {
        TestDevices devices = new();
        RoomDeviceServices services = new(
            devices, Directory, Registry, new LocalRoomLink(TimeProvider.System), new TestSynthesizer(), static () => SpeakSettings.Default, TimeProvider.System, started ?? DateTimeOffset.UtcNow);
        RoomOptions options = new() { Name = name };
        return (System.ActorOf(RoomDevice.Props(new(options, Name), services), "room-device"), devices);
    }

    public async Task<IReadOnlyList<RoomView>> ListAsync() => (await Registry.Ask<RoomList>(GetRooms.Instance, Patience)).Rooms;

    public async Task<CommandError?> SendAsync(RoomCommand command) => (await Registry.Ask<RoomAnswer>(command, Patience)).Error;

    /// <summary>Reads a room of it, as a page does.</summary>
    public RoomEars Open(RoomId room)
    {
        Channel<RoomUpdate> updates = Channel.CreateUnbounded<RoomUpdate>();
        Directory.Tell(new OpenRoom(room, new RoomReader(updates.Writer)));
        return new(updates.Reader);
    }
}

/// <summary>What a room tells its reader.</summary>
internal sealed class RoomEars(ChannelReader<RoomUpdate> updates)
{
    private readonly List<TimerId> _rang = [];

    /// <summary>The timers that it rang so far.</summary>
    public IReadOnlyList<TimerId> Rang
    {
        get
        {
            while (updates.TryRead(out RoomUpdate? update))
            {
                if (update is RoomRang rang)
                {
                    _rang.Add(rang.TimerId);
                }
            }

            return _rang;
        }
    }
}
