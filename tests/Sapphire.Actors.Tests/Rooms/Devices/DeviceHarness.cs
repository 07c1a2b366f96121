using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Devices;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Audio.Devices;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Tests.Rooms.Devices;

/// <summary>A kitchen: the assistant with a room whose microphone and speaker are the test's.</summary>
internal sealed class DeviceHarness : IAsyncDisposable
{
    public const string Kitchen = "kitchen";

    public TestDevices Devices { get; } = new();

    public TestLink Link { get; } = new();

    public RoomHarness Rooms { get; private set; } = null!;

    public AssistantHarness Assistant => Rooms.Assistant;

    public RoomDeviceControl Keys => Assistant.Get<RoomDeviceControl>();

    public DeviceRooms Doors => Assistant.Get<DeviceRooms>();

    /// <summary>Told the home before it is used.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Where it keeps what was said while it was away.</summary>
    public string KeptFile => KeptFileIn(Assistant.Get<HomeFolder>().Root);

    public static string KeptFileIn(string home) => Path.Combine(home, "kept", $"{new RoomPlace(Kitchen).Id}.json");

    /// <summary>The actor of the room; null while there is none.</summary>
    public async Task<IActorRef?> RoomAsync() =>
        (await Assistant.System.ActorSelection($"/user/rooms/{new RoomPlace(Kitchen).Id}").Ask<ActorIdentity>(new Identify(0), AssistantHarness.Deadline)).Subject;

    /// <summary>Its first chat.</summary>
    public ChatId Chat { get; } = new RoomPlace(Kitchen).CreateChat(0, DateTimeOffset.UnixEpoch).ChatId;

    public static async Task<DeviceHarness> StartAsync(RoomOptions? options = null, Action<DeviceHarness>? before = null)
    {
        DeviceHarness harness = new();
        before?.Invoke(harness);
        harness.Rooms = await RoomHarness.StartAsync(change: (services, _) =>
        {
            services.AddSingleton<IRoomLink>(harness.Link).AddSingleton<IAudioDevices>(harness.Devices).AddRoomDevice(options ?? new() { Name = Kitchen }, "pi");
            harness.Before?.Invoke(services.Select(one => one.ImplementationInstance).OfType<HomeFolder>().Single().Root);
        });
        if (harness.Devices.NoMicrophone is null && harness.Devices.NoSpeaker is null)
        {
            await harness.UntilAsync(() => !harness.Devices.Microphones.IsEmpty && !harness.Devices.Speakers.IsEmpty, "the devices are open");
            await harness.SeesAsync(_ => true);
        }

        return harness;
    }

    /// <summary>The kitchen, as the registry knows it, once it is so.</summary>
    public async Task<RoomView> SeesAsync(Func<RoomView, bool> which)
    {
        RoomView? view = null;
        await AssistantHarness.UntilAsync(
            async () => (view = (await Doors.ListAsync()).SingleOrDefault(one => one.Name == Kitchen)) is not null && which(view),
            $"the room is so: {view}");
        return view!;
    }

    public Task UntilAsync(Func<bool> condition, string what) => AssistantHarness.UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Presses the key, says something for a second, and lets it go.</summary>
    public async Task TalkAsync()
    {
        int before = Rooms.Recognizer.Recognitions.Count;
        Keys.Down();
        await UntilAsync(() => Rooms.Recognizer.Recognitions.Count > before, "it listens");
        Devices.Microphone.Hear(Sound.Speech(0.8));
        await UntilAsync(() => Rooms.Recognizer.Recognitions.Last().Samples.Count(sample => Math.Abs((int)sample) > 1000) > 5000, "it hears");
        Keys.Up();
    }

    /// <summary>What the speaker was given of these sentences, as a run of it.</summary>
    public Task HearsAsync(params string[] sentences) =>
        UntilAsync(() => Devices.Speaker.Sound.AsSpan().IndexOf(Rooms.SoundOf(sentences)) >= 0, $"the speaker plays {string.Join(' ', sentences)}");

    public async Task<IReadOnlyList<UserSaid>> SaidAsync(ChatId chat) => [.. (await Assistant.EventsAsync(chat)).OfType<UserSaid>()];

    public async ValueTask DisposeAsync() => await Rooms.DisposeAsync();
}
