using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Chat;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Nodes;
using Sapphire.Actors.Operations;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Speech;
using Sapphire.Actors.Storage;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Remoting;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Kernel.Pattern;
using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Hosting;

/// <summary>
/// Starts the actors of a node, each node those of its roles:
/// <code>
///            by itself                     node of a cluster
/// sessions   a region of this process      session: a region that is in line for the shards; else one that only sends
/// schedule   a supervised actor            an entity in one shard; on each node its proxy
/// chats,     supervised actors             session, web: each its own, from the views that all share
/// home                                     web
/// rooms      the directory                 web, room; which there are: every node
/// operator   an actor                      every node
/// </code>
/// </summary>
internal sealed class ActorTree(ActorSystem system, IActorRegistry registry, IServiceProvider provider, SapphireOptions options)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KeepAwake = TimeSpan.FromSeconds(5);
    private readonly IClusterTransport? _transport = provider.GetService<IClusterTransport>();
    private readonly TimeProvider _time = provider.GetRequiredService<TimeProvider>();

    /// <summary>Starts them.</summary>
    public void Start()
    {
        NodeRole roles = _transport is null ? NodeRole.All : options.Cluster.Role;
        ClusterRemoting? remoting = _transport is null ? null : Join(_transport);
        OperationsServices.Start(system, provider, remoting);
        IActorRef sessions = StartSessions(roles, remoting);
        registry.Register<ChatSession>(sessions);
        StorageHealth? storage = provider.GetService<StorageHealth>();
        if (storage is not null)
        {
            // Fails at nothing; the system's default restarts it if it did.
            system.ActorOf(LostCommands.Props(storage), "lost-commands");
            storage.Changed += problem => system.EventStream.Publish(new StorageHealthChanged(problem));
        }

        if (provider.GetService<SpeechPools>() is not null)
        {
            system.StartSpeechWorkers(provider);
            if (remoting is not null && provider.GetService<SpeechCluster>() is not null)
            {
                system.StartClusterSpeech(provider);
            }
        }

        RoomRegistration.StartRegistry(system, registry, _time, remoting);

        // Before the schedule: timers that came due while the program did not run fire at once.
        if ((roles & (NodeRole.Web | NodeRole.Room)) != NodeRole.None)
        {
            RoomRegistration.StartRooms(system, registry, provider, remoting);
        }

        if (remoting is not null)
        {
            RoomRegistration.StartTopic(system, registry, provider, remoting);
        }

        IActorRef schedule = StartSchedule(roles, remoting);
        registry.Register<ScheduleActor>(schedule);
        if (storage is null || (roles & (NodeRole.Web | NodeRole.Session)) == NodeRole.None)
        {
            return;
        }

        IActorRef directory = system.ActorOf(Supervised(ChatDirectory.Props(provider.GetRequiredService<ChatListView>(), sessions), "list"), "chats");
        registry.Register<ChatDirectory>(directory);
        if (roles.HasFlag(NodeRole.Web))
        {
            IActorRef home = system.ActorOf(Supervised(HomeFeed.Props(directory, schedule, provider.GetRequiredService<IModelDirectory>(), storage, provider.GetService<ClusterHealth>()), "feed"), "home");
            registry.Register<HomeFeed>(home);
        }
    }

    private ClusterRemoting Join(IClusterTransport transport)
    {
        ClusterRemoting remoting = ClusterRemoting.Start(system, transport);
        ClusterHealth health = provider.GetRequiredService<ClusterHealth>();
        health.Changed += () => system.EventStream.Publish(ClusterHealthChanged.Instance);
        health.ChatsNodeEnded += () => system.EventStream.Publish(ChatsNodeEnded.Instance);
        transport.Start();
        return remoting;
    }

    private IActorRef StartSessions(NodeRole roles, ClusterRemoting? remoting)
    {
        if (remoting is null)
        {
            ChatServices chat = provider.GetRequiredService<ChatServices>();
            IActorRef sessions = system.ActorOf(ShardRegion.Props(id => ChatSession.Props(ChatId.Parse(id, null), chat)), "sessions");
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "store-replies", () => PrepareToStopAsync(sessions));
            return sessions;
        }

        ClusterShardingSettings settings = ClusterKinds.ChatSettings(options.Cluster);
        if (!roles.HasFlag(NodeRole.Session))
        {
            return ClusterSharding.Get(system).StartProxy(ClusterKinds.Chats, settings);
        }

        ChatServices services = provider.GetRequiredService<ChatServices>();
        Announce(remoting.Transport, services.Storage.Problem);
        services.Storage.Changed += problem => Announce(remoting.Transport, problem);

        // Fails at nothing; the system's default restarts it if it did.
        system.ActorOf(StoreWatch.Props(services.Storage, remoting.Transport.Presence, ClusterSharding.Get(system)), "store-watch");
        return ClusterSharding.Get(system).Start(ClusterKinds.Chats, id => ChatSession.Props(ChatId.Parse(id, null), services), settings);
    }

    private IActorRef StartSchedule(NodeRole roles, ClusterRemoting? remoting)
    {
        if (remoting is null)
        {
            return system.ActorOf(Supervised(ScheduleActor.Props(_time, provider.GetRequiredService<StorageHealth>()), "timers"), "schedule");
        }

        bool has = roles.HasFlag(NodeRole.Session);
        ClusterSharding sharding = ClusterSharding.Get(system);
        IActorRef region = has
            ? sharding.Start(ClusterKinds.Schedule, _ => ScheduleActor.Props(_time, provider.GetRequiredService<StorageHealth>(), publish: happened => ScheduleTopic.Publish(remoting, happened)), ClusterKinds.ScheduleSettings)
            : sharding.StartProxy(ClusterKinds.Schedule, ClusterKinds.ScheduleSettings);
        if ((roles & (NodeRole.Web | NodeRole.Room)) != NodeRole.None)
        {
            // Fails at nothing; the system's default restarts it if it did.
            system.ActorOf(ScheduleTopic.Props(remoting), "schedule-topic");
        }

        // Timers ring although nobody asks: whoever has the schedule now is woken.
        return system.ActorOf(EntityProxy.Props(region, "schedule", has ? WakeUp.Instance : null, KeepAwake), "schedule");
    }

    private static void Announce(IClusterTransport transport, StorageProblem? problem)
    {
        if (transport.State.Status != TransportStatus.Closed)
        {
            transport.Presence.Announce(info => NodeFigures.WithStorage(info, problem is null ? null : StorageStatus.From(problem)));
        }
    }

    private static async Task<Done> PrepareToStopAsync(IActorRef sessions)
    {
        Entities entities = await sessions.Ask<Entities>(GetEntities.Instance, StopPatience);
        await Task.WhenAll(entities.Refs.Select(session => session.Ask<PrepareToStop>(PrepareToStop.Instance, StopPatience)));
        return Done.Instance;
    }

    // These start again for ever, more slowly each time: without them the page has no list and no timer rings.
    private static Props Supervised(Props child, string name) =>
        BackoffSupervisor.Props(Backoff.OnStop(child, name, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), 0.2).WithDefaultStoppingStrategy());
}
