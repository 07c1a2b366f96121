using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.SpeechServices;
using Sapphire.Actors.Subscriptions;
using Sapphire.Audio.Speech;
using Sapphire.Cluster.Remoting;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Rooms;

/// <summary>The place of rooms in the composition.</summary>
public static class RoomRegistration
{
    /// <summary>
    /// Adds rooms. Used where they are registered: <see cref="ISpeechRecognizer"/>, <see cref="ISpeechSynthesizer"/>,
    /// <see cref="ISpeechAvailability"/>, <see cref="SettingsStore"/>.
    /// </summary>
    public static IServiceCollection AddRooms(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new RoomGateway(provider.GetRequiredService<IRequiredActor<RoomDirectory>>(), SettingsOf(provider)))
            .AddSingleton<ChosenVoice>()
            .AddSingleton(provider => new DeviceRooms(provider.GetRequiredService<IRequiredActor<RoomRegistry>>()));

    /// <summary>Starts the registry of all rooms at <c>/user/room-registry</c>, on every node.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="registry">Learns of it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="remoting">The way to the other nodes; null where there are none.</param>
    internal static void StartRegistry(ActorSystem system, IActorRegistry registry, TimeProvider time, ClusterRemoting? remoting)
    {
        // Fails at nothing; rooms that it forgot announce themselves again within a second.
        registry.Register<RoomRegistry>(system.ActorOf(
            RoomRegistry.Props(time, remoting is null ? null : (message, sender) => RoomTopic.Publish(remoting, message, sender)), "room-registry"));
    }

    /// <summary>Listens to the rooms of other nodes, at <c>/user/room-topic</c>. After <see cref="StartRegistry"/> and, where there are rooms, <see cref="StartRooms"/>.</summary>
    internal static void StartTopic(ActorSystem system, IActorRegistry registry, IServiceProvider provider, ClusterRemoting remoting)
    {
        SettingsStore? settings = provider.GetService<SettingsStore>();
        Func<VoiceChosen>? chosen = settings is null ? null : () => Of(settings.Current);
        // Fails at nothing; the system's default restarts it if it did, and it subscribes again.
        IActorRef? directory = registry.TryGet<RoomDirectory>(out IActorRef rooms) ? rooms : null;
        system.ActorOf(RoomTopic.Props(remoting, registry.Get<RoomRegistry>(), directory, () => registry.Get<ScheduleActor>(), chosen, settings is null ? provider.GetRequiredService<ChosenVoice>() : null), "room-topic");
    }

    /// <summary>Starts the directory at <c>/user/rooms</c>, and the room of this machine where it is one.</summary>
    internal static void StartRooms(ActorSystem system, IActorRegistry registry, IServiceProvider provider, ClusterRemoting? remoting)
    {
        IActorRef sessions = registry.Get<ChatSession>();
        ISpeechAvailability? availability = provider.GetService<ISpeechAvailability>();
        TimeProvider time = provider.GetRequiredService<TimeProvider>();
        ISpeechSynthesizer voice = provider.GetService<ISpeechSynthesizer>() ?? NoSpeech.Instance;
        RoomServices services = new(
            provider.GetService<ISpeechRecognizer>() ?? NoSpeech.Instance,
            provider.GetService<RoomDeviceSetup>() is null ? voice : new AwayVoice(voice, time),
            () => (availability?.ListenProblem, availability?.SpeakProblem),
            SettingsOf(provider),
            provider.GetRequiredService<ChatGateway>(),
            (chat, subscriber) => sessions.Tell(new ShardingEnvelope(chat.ToString(), new Subscribe(subscriber)), subscriber),
            time,
            provider.GetService<RoomDeviceSetup>() is null ? null : provider.GetService<HomeFolder>() is { } home ? Path.Combine(home.Root, "kept") : null,
            provider.GetService<SettingsStore>() is { } settings ? () => RecorderSettings.Of(settings.Current) : null,
            ChatDefaultsOf(provider),
            provider.GetService<IPrivacyHold>() is { } hold ? hold.IsPrivateAsync : null);

        // Fails at nothing; the system's default restarts it if it did: its rooms end, and their readers open them again.
        IActorRef rooms = system.ActorOf(RoomDirectory.Props(services, remoting is null ? null : rang => RoomTopic.Publish(remoting, rang)), "rooms");
        registry.Register<RoomDirectory>(rooms);

        // By itself it does so a moment later; what fires between is not to be missed.
        system.EventStream.Subscribe<NotificationRaised>(rooms);

        RoomDeviceRegistration.StartRoomDevice(system, registry, provider, services);
        if (provider.GetService<RoutingSynthesizer>() is { } synthesizer)
        {
            synthesizer.ServiceFailed += e => rooms.Tell(
                new RoomProblem(new(e.Message, $"A voice of this machine speaks instead. {e.Detail}".TrimEnd(), CanRetry: false, CanContinue: false)), ActorRefs.NoSender);
        }
    }

    private static VoiceChosen Of(AppSettings settings)
    {
        (SpeakSettings speak, ChatSettings chats) = (settings.Speech.Speak, settings.ChatDefaults);
        return new(speak.Voice, speak.Rate, speak.Pitch, speak.Volume, chats.Voice, chats.Speed, chats.Pitch);
    }

    /// <summary>What chats are set to that say nothing themselves, as far as their voice goes.</summary>
    internal static Func<ChatSettings> ChatDefaultsOf(IServiceProvider provider) =>
        provider.GetService<SettingsStore>() is { } store ? () => store.Current.ChatDefaults : provider.GetService<ChosenVoice>() is { } voice ? () => voice.ChatDefaults : () => ChatSettings.None;

    internal static Func<SpeakSettings> SettingsOf(IServiceProvider provider) =>
        provider.GetService<SettingsStore>() is { } store ? () => store.Current.Speech.Speak : provider.GetService<ChosenVoice>() is { } voice ? () => voice.Current : () => SpeakSettings.Default;
}
