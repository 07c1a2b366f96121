using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Ask;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Memory;
using Sapphire.Actors.Models;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Speech;
using Sapphire.Actors.Storage;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Turns;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Kernel.Pattern;
using Sapphire.Persistence;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Memory;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Hosting;

/// <summary>Composes the assistant: stores, models, tools and the actor tree.</summary>
public static class AssistantServices
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    /// <summary>Adds everything but the models. Registered beside it: <see cref="HomeFolder"/>, <see cref="TimeProvider"/>, <see cref="IModelDirectory"/>, logging.</summary>
    public static IServiceCollection AddAssistantActors(this IServiceCollection services, SapphireOptions options)
    {
        AddStores(services, options);
        services.TryAddSingleton<IToolbox>(provider => new Toolbox(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ITimers>(), provider.GetRequiredService<IMemoryStore>()));
        services.AddSingleton<ITimers>(provider => new ScheduleTimers(() => provider.GetRequiredService<IRequiredActor<ScheduleActor>>().ActorRef, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new TurnOptions(options.Chat.ToolRounds, options.Chat.ToolTimeout, TurnOptions.Default.MaxReply));
        services.AddSingleton<TurnLoop>();
        services.AddSingleton(provider =>
        {
            TimeProvider time = provider.GetRequiredService<TimeProvider>();
            return new ChatServices(
                provider.GetRequiredService<TurnLoop>(),
                () => SystemPrompt.At(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.Local)),
                new ChatSessionSettings(options.Chat.MaxText, options.Chat.ProgressInterval, options.Chat.SnapshotEvery, options.Chat.PassivateAfter),
                time,
                provider.GetRequiredService<StorageHealth>());
        });
        services.AddSingleton<ChatGateway>();
        services.AddSingleton<UpdateStreams>();
        services.AddSingleton<IAskService, AskService>();
        services.AddRooms();
        services.AddSingleton(provider => new SpokenQuestion(provider.GetService<IAudioFiles>() ?? NoSpeech.Instance, provider.GetService<ISpeechRecognizer>() ?? NoSpeech.Instance));
        services.AddSingleton(provider => new AskVoice(
            provider.GetService<ISpeechSynthesizer>() ?? NoSpeech.Instance,
            provider.GetService<IAudioFiles>() ?? NoSpeech.Instance,
            RoomRegistration.SettingsOf(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ActorSystem>()));
        services.AddAkka("sapphire", (builder, provider) => builder
            .AddHocon(options.Akka, HoconAddMode.Prepend)
            .WithSetup(static setup => setup with { Serialization = AssistantProtocols.Setup })
            .WithActors((system, registry, _) => StartActors(system, registry, provider)));
        return services;
    }

    private static async Task<Done> PrepareToStopAsync(IActorRef sessions)
    {
        Entities entities = await sessions.Ask<Entities>(GetEntities.Instance, StopPatience);
        await Task.WhenAll(entities.Refs.Select(session => session.Ask<PrepareToStop>(PrepareToStop.Instance, StopPatience)));
        return Done.Instance;
    }

    private static void StartActors(ActorSystem system, IActorRegistry registry, IServiceProvider provider)
    {
        ChatServices chat = provider.GetRequiredService<ChatServices>();
        IActorRef sessions = system.ActorOf(ShardRegion.Props(id => ChatSession.Props(ChatId.Parse(id, null), chat)), "sessions");
        registry.Register<ChatSession>(sessions);

        // Fails at nothing; the system's default restarts it if it did.
        system.ActorOf(LostCommands.Props(chat.Storage), "lost-commands");
        chat.Storage.Changed += problem => system.EventStream.Publish(new StorageHealthChanged(problem));
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "store-replies", () => PrepareToStopAsync(sessions));
        if (provider.GetService<SpeechPools>() is not null)
        {
            system.StartSpeechWorkers(provider);
        }

        // Before the schedule: timers that came due while the program did not run fire at once.
        RoomRegistration.StartRooms(system, registry, provider);
        IActorRef schedule = system.ActorOf(Supervised(ScheduleActor.Props(chat.Time, chat.Storage), "timers"), "schedule");
        registry.Register<ScheduleActor>(schedule);
        IActorRef directory = system.ActorOf(Supervised(ChatDirectory.Props(provider.GetRequiredService<ChatListView>(), sessions), "list"), "chats");
        registry.Register<ChatDirectory>(directory);
        IActorRef home = system.ActorOf(Supervised(HomeFeed.Props(directory, schedule, provider.GetRequiredService<IModelDirectory>(), chat.Storage), "feed"), "home");
        registry.Register<HomeFeed>(home);
    }

    // These start again for ever, more slowly each time: without them the page has no list and no timer rings.
    private static Props Supervised(Props child, string name) =>
        BackoffSupervisor.Props(Backoff.OnStop(child, name, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), 0.2).WithDefaultStoppingStrategy());

    private static void AddStores(IServiceCollection services, SapphireOptions options)
    {
        EventCatalog catalog = new EventCatalog().AddAll(ChatEventCatalog.Create()).AddAll(ScheduleEventCatalog.Create());
        services.AddEventCatalog(catalog);
        services.AddSapphirePersistence(provider => new PersistenceOptions(
            new SqliteJournalOptions(provider.GetRequiredService<HomeFolder>().JournalFile)
            {
                Synchronous = options.Journal.Synchronous == JournalSynchronous.Full ? SqliteSynchronous.Full : SqliteSynchronous.Normal,
                MaxBatchRows = options.Journal.BatchSize,
                MaxWalBytes = options.Journal.WalLimit,
            })
        {
            Postgres = options.Storage.Kind == StorageKind.PostgreSql
                ? options.Storage.PostgreSql.ForJournal(provider.GetRequiredService<HomeFolder>(), options.Journal)
                : null,
            Guard = new() { Journal = options.Journal.CircuitBreaker, SnapshotStore = options.Journal.SnapshotCircuitBreaker },
        });
        services.TryAddSingleton<IProjectionStore>(provider =>
        {
            HomeFolder home = provider.GetRequiredService<HomeFolder>();
            foreach (string file in (string[])["", "-wal", "-shm"])
            {
                File.Delete(home.FormerReadModelsFile + file);
            }

            // Several programs on one database share its views.
            return provider.GetRequiredService<PersistenceOptions>().Postgres is { } postgres
                ? PostgresProjectionStore.Open(postgres)
                : new SqliteProjectionStore(home.ReadModelsFolder, provider.GetRequiredService<ILogger<SqliteProjectionStore>>());
        });
        services.AddSingleton(provider => new ReadModels(
            provider.GetRequiredService<IProjectionStore>(),
            provider.GetRequiredService<IJournal>(),
            catalog,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Projection>>()));
        services.AddSingleton(provider => provider.GetRequiredService<ReadModels>().Chats);
        services.AddSingleton(provider => provider.GetRequiredService<ReadModels>().Search);
        services.AddSingleton(provider => provider.GetRequiredService<ReadModels>().Usage);
        services.AddSingleton<IMemoryDatabase>(provider => options.SharesState && provider.GetRequiredService<PersistenceOptions>().Postgres is { } postgres
            ? PostgresMemoryDatabase.Open(postgres, provider.GetRequiredService<TimeProvider>())
            : MemoryDatabase.Open(provider.GetRequiredService<HomeFolder>().MemoryFile, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IMemoryStore, MemoryStore>();
    }
}
