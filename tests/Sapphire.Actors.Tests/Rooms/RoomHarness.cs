using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>The assistant with rooms: real chats and a real journal; the model and both speech engines do what the test says.</summary>
internal sealed class RoomHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public AssistantHarness Assistant { get; private set; } = null!;

    public TestRecognizer Recognizer { get; } = new();

    public TestSynthesizer Synthesizer { get; } = new();

    public SettingsStore Settings { get; private set; } = null!;

    public RoomGateway Rooms => Assistant.Get<RoomGateway>();

    public RoomId Room { get; } = RoomId.New(TimeProvider.System);

    public static async Task<RoomHarness> StartAsync(TimeProvider? time = null, Action<IServiceCollection, RoomHarness>? change = null)
    {
        RoomHarness harness = new();
        harness.Settings = new(harness._folder.File("settings.json"));
        harness.Assistant = await AssistantHarness.StartAsync(new HarnessSetup(harness._folder.File("home"))
        {
            Time = time ?? TimeProvider.System,
            Services = services =>
            {
                services.AddSingleton<ISpeechRecognizer>(harness.Recognizer).AddSingleton<ISpeechSynthesizer>(harness.Synthesizer).AddSingleton(harness.Settings);
                change?.Invoke(services, harness);
            },
        });
        return harness;
    }

    public RoomPage Page(bool plays = true, RoomId? room = null, RoomPage? before = null) => new(Rooms, room ?? Room, plays, before);

    public void SpeakWhen(string when) => Settings.Update(all => all with { Speech = all.Speech with { Speak = all.Speech.Speak with { When = when } } });

    /// <summary>The sound of sentences, as the synthesizer makes it.</summary>
    public short[] SoundOf(params string[] sentences) =>
        [.. sentences.SelectMany(text => Enumerable.Repeat(Synthesizer.NumberOf(text), TestSynthesizer.LengthOf(text)))];

    public async ValueTask DisposeAsync()
    {
        await Assistant.DisposeAsync();
        Settings.Dispose();
        _folder.Dispose();
    }
}
