using System.Diagnostics;
using System.Text.Json;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;
using Sapphire.Faults.Tests.Cluster;
using Sapphire.Faults.Tests.Voice;
using Sapphire.Web.TestKit;
using Sapphire.Web.TestKit.Network;

namespace Sapphire.Faults.Tests.Rooms;

/// <summary>
/// A room as a node of a cluster, in a process and, where there are some, on a host of its own: its microphone hears files that flite
/// has spoken, and pocketsphinx understands what its speaker wrote.
/// </summary>
internal sealed class RoomNode
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly ClusterWorld _world;
    private readonly string _node;
    private readonly SapphireServer.Launch _launch;

    private RoomNode(ClusterWorld world, string node, SapphireServer.Launch launch, ChildProcess process)
    {
        (_world, _node, _launch) = (world, node, launch);
        Process = process;
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; private set; }

    private string Answer => Path.Combine(_world.HomeOf(_node), "answer.wav");

    /// <summary>Where it keeps what was said while it was away.</summary>
    public string Kept => Path.Combine(_world.HomeOf(_node), "kept");

    /// <summary>What it logged.</summary>
    public string Log => string.Concat(Directory.GetFiles(Path.Combine(_world.HomeOf(_node), "logs"), "*.log").Select(ReadShared));

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static async Task<RoomNode> StartAsync(ClusterWorld world, string node, string room, Host? host = null, string configuration = "", Func<SapphireServer.Launch, SapphireServer.Launch>? change = null)
    {
        SapphireServer.Launch launch = host is null ? world.Launch(node, "room") : world.LaunchOn(host, node, "room");
        string home = world.HomeOf(node);
        File.AppendAllText(Path.Combine(home, "sapphire.conf"), $"sapphire.room {{ microphone = \"cue:\", speaker = \"wav:{Path.Combine(home, "answer.wav")}\" }}\n{configuration}\n");
        launch = launch with { Arguments = [.. launch.Arguments, "--room", room], KeepsInput = true };
        launch = change?.Invoke(launch) ?? launch;
        RoomNode one = new(world, node, launch, world.Begin(launch));
        await one.IsReadyAsync();
        return one;
    }

    /// <summary>kill -9, and a start on the same home.</summary>
    public async Task KillAndRestartAsync()
    {
        await Process.KillAsync();
        File.Delete(Answer);
        Process = _world.Begin(_launch);
        await IsReadyAsync();
    }

    /// <summary>Begins to say something near its microphone.</summary>
    /// <returns>How long it takes.</returns>
    public async Task<TimeSpan> SayAsync(string text)
    {
        string file = Path.Combine(_world.HomeOf(_node), $"{text.Replace(' ', '-')}.wav");
        short[] samples = Speech.Of(text);
        await File.WriteAllBytesAsync(file, WavWriter.Write(samples, 16_000));
        await Process.WriteLineAsync($"play {file}");
        return TimeSpan.FromSeconds(samples.Length / 16_000.0);
    }

    /// <summary>Says something with the key of its terminal held.</summary>
    public async Task TalkAsync(string text)
    {
        await Process.WriteLineAsync("down");
        await PassAsync(await SayAsync(text));
        await Process.WriteLineAsync("up");
    }

    /// <summary>Waits until something was said: its sound comes as fast as it sounds.</summary>
    /// <param name="time">How long it takes.</param>
    /// <param name="meanwhile">Done again and again.</param>
    public static async Task PassAsync(TimeSpan time, Func<Task>? meanwhile = null)
    {
        long start = Stopwatch.GetTimestamp();
        await Polling.UntilAsync(
            async () =>
            {
                if (meanwhile is not null) await meanwhile();
                return Stopwatch.GetElapsedTime(start) > time + TimeSpan.FromSeconds(1.2);
            },
            "it was said");
    }

    /// <summary>Waits until its speaker has said something that a grammar understands so.</summary>
    public async Task<string> SpeaksAsync(string grammar, Func<string, bool> which)
    {
        string heard = "";
        using CancellationTokenSource deadline = new(Patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(500));
        while (!which(heard = File.Exists(Answer) ? Hear(Answer, grammar) : ""))
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException($"The speaker of {_node} has said '{heard}'.\n{Process.Output}");
            await timer.WaitForNextTickAsync();
        }

        return heard;
    }

    /// <summary>What a web node says of a room, once it is so.</summary>
    public static async Task<JsonElement> SeenAsync(SapphireServer web, Func<JsonElement, bool> which, string what)
    {
        JsonElement found = default;
        await Polling.UntilAsync(
            async () =>
            {
                foreach (JsonElement room in JsonDocument.Parse(await web.Http.GetStringAsync(new Uri("api/rooms", UriKind.Relative))).RootElement.GetProperty("rooms").EnumerateArray())
                {
                    if (which(room))
                    {
                        found = room.Clone();
                        return true;
                    }
                }

                return false;
            },
            what);
        return found;
    }

    /// <summary>A text of a room; empty for none.</summary>
    public static string Text(JsonElement room, string name) => room.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static string ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }

    private static string Hear(string path, string grammar)
    {
        SpeechAudio audio;
        try
        {
            audio = WavReader.Read(File.ReadAllBytes(path));
        }
        catch (InvalidDataException)
        {
            // It is being written.
            return "";
        }

        if (audio.Duration < TimeSpan.FromSeconds(1)) return "";
        using PocketSphinxEngine engine = new(new() { Grammar = grammar });
        engine.Begin();
        engine.Write(SpeechResampler.Resample(audio, 16_000).Samples.Span);
        return engine.Finish().Grammar ?? "";
    }

    private Task<string> IsReadyAsync() => Process.WaitForOutputAsync(static text => text.Contains("Press Ctrl-C", StringComparison.Ordinal), Patience);
}
