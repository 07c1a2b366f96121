using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Ask;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Context;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Home;
using Sapphire.Actors.Images;
using Sapphire.Actors.Memory;
using Sapphire.Actors.Models;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Prompts.Meta;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tools;
using Sapphire.Actors.Toolsets;
using Sapphire.Actors.Transfer;
using Sapphire.Actors.Turns;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence;
using Sapphire.Persistence.Blobs;
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
    /// <summary>
    /// Adds everything but the models. Registered beside it: <see cref="HomeFolder"/>, <see cref="TimeProvider"/>, <see cref="IModelDirectory"/>,
    /// logging; on a node of a cluster also its <see cref="IClusterTransport"/> (<see cref="NodeServices"/>).
    /// </summary>
    public static IServiceCollection AddAssistantActors(this IServiceCollection services, SapphireOptions options)
    {
        AddStores(services, options);
        services.AddPrompts();
        services.AddToolsets();
        services.TryAddSingleton<IToolbox>(provider => new Toolbox(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ITimers>(), provider.GetRequiredService<IMemoryStore>(), ZoneOf(provider)));
        services.AddSingleton<ITimers>(provider => new ScheduleTimers(() => provider.GetRequiredService<IRequiredActor<ScheduleActor>>().ActorRef, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(TurnOptions.Default with { ToolTimeout = options.Chat.ToolTimeout });
        services.TryAddSingleton(static provider => new ChatEditor(provider.GetRequiredService<ChatGateway>(), provider.GetRequiredService<UpdateStreams>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new MetaTools(
            provider.GetRequiredService<PromptLibrary>(), provider.GetRequiredService<ChatEditor>(), provider.GetService<SettingsStore>(), provider.GetService<ISpeechSynthesizer>()));
        services.TryAddSingleton<ITurnComposer>(static provider => new PromptComposer(
            provider.GetRequiredService<IPromptAssembler>(),
            provider.GetRequiredService<IToolbox>(),
            provider.GetRequiredService<PromptTools>(),
            provider.GetRequiredService<TimeProvider>(),
            ZoneOf(provider),
            provider.GetRequiredService<ToolsetLibrary>(),
            provider.GetRequiredService<MetaTools>()));
        services.TryAddSingleton<IPrivacyHold>(static provider =>
        {
            PromptLibrary library = provider.GetRequiredService<PromptLibrary>();
            return new PromptHold(PromptHold.Of(provider.GetRequiredService<UpdateStreams>(), provider.GetRequiredService<TimeProvider>()), () => library.Current, DefaultsOf(provider.GetService<SettingsStore>()));
        });
        services.TryAddSingleton(static provider => new Context.PromptServices(new(), LimitsOf(provider.GetService<SettingsStore>()), provider.GetService<ImageStore>()));
        services.AddSingleton<TurnLoop>();
        services.AddSingleton(provider =>
        {
            TimeProvider time = provider.GetRequiredService<TimeProvider>();
            return new ChatServices(
                provider.GetRequiredService<TurnLoop>(),
                DefaultsOf(provider.GetService<SettingsStore>()),
                new ChatSessionSettings(options.Chat.MaxText, options.Chat.ProgressInterval, options.Chat.SnapshotEvery, options.Chat.PassivateAfter),
                time,
                provider.GetRequiredService<StorageHealth>(),
                provider.GetService<IClusterTransport>() is null ? null : id => provider.GetRequiredService<IRequiredActor<ChatSession>>().ActorRef.Tell(new ShardingEnvelope(id.ToString(), WakeUp.Instance), ActorRefs.NoSender));
        });
        services.AddSingleton<UpdateStreams>();
        services.AddSingleton(static provider => new ChatTransfer(
            provider.GetRequiredService<IJournal>(), provider.GetRequiredService<ChatGateway>(), provider.GetRequiredService<ImageStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAskService, AskService>();
        services.AddSingleton(provider => new SpokenQuestion(provider.GetService<IAudioFiles>() ?? NoSpeech.Instance, provider.GetService<ISpeechRecognizer>() ?? NoSpeech.Instance));
        services.AddSingleton(provider => new AskVoice(
            provider.GetService<ISpeechSynthesizer>() ?? NoSpeech.Instance,
            provider.GetService<IAudioFiles>() ?? NoSpeech.Instance,
            RoomRegistration.SettingsOf(provider),
            RoomRegistration.ChatDefaultsOf(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ActorSystem>()));
        return services.AddNodeActors(options);
    }

    // Read for each turn: changed defaults hold from the next message on.
    private static Func<ChatSettings> DefaultsOf(SettingsStore? settings) => settings is null ? static () => ChatSettings.None : () => settings.Current.ChatDefaults;

    // Where the person is, at each call.
    private static Func<TimeZoneInfo> ZoneOf(IServiceProvider provider) =>
        provider.GetService<SettingsStore>() is { } settings ? () => IdentitySettings.ZoneOf(settings.Current, TimeZoneInfo.Local) : () => TimeZoneInfo.Local;

    // Read for each turn: a changed setting holds from the next message on.
    private static Func<ContextLimits> LimitsOf(SettingsStore? settings) => settings is null
        ? static () => ContextLimits.Default
        : () => new(settings.Current.Get(ConversationSettings.ContextLimit), settings.Current.Get(ConversationSettings.MaxHistory));

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
        services.TryAddSingleton<IBlobStore>(provider => options.SharesState && provider.GetRequiredService<PersistenceOptions>().Postgres is { } postgres
            ? PostgresBlobStore.Open(postgres, provider.GetRequiredService<TimeProvider>())
            : new FileBlobStore(provider.GetRequiredService<HomeFolder>().ImagesFolder));
        services.TryAddSingleton<ImageStore>();
    }
}
