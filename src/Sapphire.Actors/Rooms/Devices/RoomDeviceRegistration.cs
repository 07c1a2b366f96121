using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sapphire.Actors.Configuration;
using Sapphire.Audio.Devices;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>The place of a room with a microphone and a speaker in the composition.</summary>
public static class RoomDeviceRegistration
{
    /// <summary>
    /// Adds the room of this machine. Used where they are registered: <see cref="IRoomLink"/> (<see cref="ClusterRoomLink"/> over
    /// several machines; else the chats are taken to be always there) and <see cref="IAudioDevices"/>. It starts with the rooms of <c>AddRooms</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Its name and its devices.</param>
    /// <param name="node">The name of this machine, as others see it; null for its own.</param>
    public static IServiceCollection AddRoomDevice(this IServiceCollection services, RoomOptions options, string? node = null)
    {
        services.AddSingleton(new RoomDeviceSetup(options, node ?? Environment.MachineName));
        services.AddSingleton(provider => new RoomDeviceControl(provider.GetRequiredService<IRequiredActor<RoomDevice>>()));
        services.TryAddSingleton<IRoomLink>(provider => new LocalRoomLink(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IAudioDevices>(provider => new AudioDevices(provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Starts the room of this machine where one was added, at <c>/user/room-device</c>.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="registry">Has <see cref="RoomDirectory"/> and <see cref="RoomRegistry"/>, which may be that of another node.</param>
    /// <param name="provider">The services.</param>
    /// <param name="rooms">What the rooms of this process work with.</param>
    internal static void StartRoomDevice(ActorSystem system, IActorRegistry registry, IServiceProvider provider, RoomServices rooms)
    {
        if (provider.GetService<RoomDeviceSetup>() is not { } setup)
        {
            return;
        }

        RoomDeviceServices services = new(
            provider.GetRequiredService<IAudioDevices>(),
            registry.Get<RoomDirectory>(),
            registry.Get<RoomRegistry>(),
            provider.GetRequiredService<IRoomLink>(),
            rooms.Synthesizer,
            rooms.Settings,
            rooms.Time,
            rooms.Time.GetUtcNow());

        // One that fails is started again by the system: it opens its room and its devices anew.
        registry.Register<RoomDevice>(system.ActorOf(RoomDevice.Props(setup, services), "room-device"));
    }
}
