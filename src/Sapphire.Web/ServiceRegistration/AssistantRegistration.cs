using Sapphire.Actors.Assistant;
using Sapphire.Actors.ClusterSpeech;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Speech;
using Sapphire.Actors.SpeechServices;
using Sapphire.Actors.Titles;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Messaging;
using Sapphire.Web.Context;
using Sapphire.Web.Chats;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hub;
using Sapphire.Web.Images;
using Sapphire.Web.Models;
using Sapphire.Web.Prompts;
using Sapphire.Web.Rooms;
using Sapphire.Web.Search;
using Sapphire.Web.Settings;
using Sapphire.Web.Speech;

namespace Sapphire.Web.ServiceRegistration;

/// <summary>
/// The assistant's place in the composition. <see cref="AddAssistant(IServiceCollection, SapphireOptions)"/> is called for the server and for a verb that runs
/// the actors in its own process; <see cref="MapAssistant"/> only for the server.
/// </summary>
public static class AssistantRegistration
{
    /// <summary>Adds actors, journal, models and tools. Registered before: <c>HomeFolder</c>, <see cref="TimeProvider"/>, logging.</summary>
    public static IServiceCollection AddAssistant(this IServiceCollection services, SapphireOptions options) =>
        AddAssistant(services, options, options.Cluster.HasBroker ? options.Cluster.Role : NodeRole.All);

    /// <summary>Adds what a node of some roles needs.</summary>
    internal static IServiceCollection AddAssistant(this IServiceCollection services, SapphireOptions options, NodeRole roles)
    {
        services.AddModels(_ => new BuiltInAssistant(), options.Models);
        services.AddPromptPages();
        services.AddSettings();
        services.AddImageSweep();
        AddEngines(services, options, roles);
        if (options.Room.Name.Length > 0)
        {
            services.AddRoom(options);
        }

        return services
            .AddSpeech(
                static provider => (ISpeechSynthesizer?)provider.GetService<ClusterSynthesizer>() ?? provider.GetService<WorkerSynthesizer>() ?? (ISpeechSynthesizer)NoSpeech.Instance,
                static provider => (ISpeechRecognizer?)provider.GetService<ClusterRecognizer>() ?? provider.GetService<WorkerRecognizer>() ?? (ISpeechRecognizer)NoSpeech.Instance,
                _ => new([.. CommandExamples.All.Select(group => new ExampleGroup(group.Title, group.Examples))]))
            .AddSingleton<ISpeechAvailability, SpeechAvailability>()
            .AddSingleton(static provider => new TitleWriter(
                (command, token) => provider.GetRequiredService<ChatGateway>().SendAsync(command, token),
                () => provider.GetRequiredService<SettingsStore>().Current.Get(ConversationSettings.AutoTitles),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<TitleWriter>>()))
            .AddAssistantActors(options);
    }

    /// <summary>Adds what a node without pages and chats needs: speech workers, rooms, and the way to the chats of the other nodes. No store, no journal, no models.</summary>
    internal static IServiceCollection AddOuterNode(this IServiceCollection services, SapphireOptions options, NodeRole roles)
    {
        AddEngines(services, options, roles);
        if (roles.HasFlag(NodeRole.Room))
        {
            services.AddSingleton<ISpeechSynthesizer>(static provider => new EmbeddedVoices(provider.GetRequiredService<ClusterSynthesizer>(), provider.GetService<ISpeechEngines>()));
            services.AddSingleton<ISpeechRecognizer>(static provider => provider.GetRequiredService<ClusterRecognizer>());
            services.AddRoom(options);
        }

        return services.AddNodeActors(options);
    }

    // Its own engines where the node has the role, else those of the others.
    private static void AddEngines(IServiceCollection services, SapphireOptions options, NodeRole roles)
    {
        if ((roles & ~NodeRole.Session) == NodeRole.None)
        {
            return;
        }

        services.AddSpeechWorkers(options.Workers, WorkerCommand.ForThisProgram());
        if (services.IsOneOfSeveral())
        {
            services.AddClusterSpeech(options.ClusterSpeech);
        }
    }

    // AddNode was called before.
    private static bool IsOneOfSeveral(this IServiceCollection services) => services.Any(static service => service.ServiceType == typeof(IClusterTransport));

    private static void AddRoom(this IServiceCollection services, SapphireOptions options)
    {
        if (services.IsOneOfSeveral())
        {
            services.AddSingleton<IRoomLink>(static provider => new ClusterRoomLink(provider.GetRequiredService<IClusterTransport>()));
        }

        services.AddRoomDevice(options.Room, options.Cluster.Node.Length > 0 ? options.Cluster.Node : null);
    }

    /// <summary>Maps the hub and the assistant's HTTP routes. The gate has asked for a login, an own Origin and a CSRF token before.</summary>
    public static void MapAssistant(this IEndpointRouteBuilder routes)
    {
        routes.MapHub<AssistantHub>("/hub");
        routes.MapModels();
        routes.MapImages();
        routes.MapContext();
        routes.MapSpeech();
        routes.MapSettings();
        routes.MapSearch();
        routes.MapChats();
        routes.MapMemory();
        routes.MapPrompts();
        routes.MapSpices();
        routes.MapPersonas();
        routes.MapAvatars();
        routes.MapRooms();
    }
}
