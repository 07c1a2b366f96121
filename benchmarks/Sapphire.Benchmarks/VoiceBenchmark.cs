using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Native.SpeexDsp;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Benchmarks;
using Sapphire.Web.TestKit;

namespace Sapphire.Benchmarks;

/// <summary>
/// A spoken question over the hub, at the pace of a person: from the last frame to the transcript and to the first sound of the
/// answer, split by the server's own log into engines and our share; memory with the engines loaded; the cost of an open microphone.
/// </summary>
internal static partial class VoiceBenchmark
{
    private const int WarmUp = 5;
    private const int Turns = 20;
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using TemporaryFolder home = new();
        await using SapphireServer server = await SapphireServer.StartAsync(home.Path);
        await using HubClient hub = await server.ConnectAsync();
        await using RoomOnHub room = await RoomOnHub.OpenAsync(hub);
        short[] question = Question("what time is it");
        List<double> transcript = [];
        List<double> sound = [];
        for (int i = 0; i < WarmUp + Turns; i++)
        {
            int seen = room.Updates.Count;
            long end = await room.TalkAsync(question);
            long understood = (await room.NextAsync("understood", seen)).At;
            long first = (await room.NextAsync("frame", seen)).At;
            await room.NextAsync("speechComplete", seen);
            if (i >= WarmUp)
            {
                transcript.Add(Stopwatch.GetElapsedTime(end, understood).TotalMilliseconds);
                sound.Add(Stopwatch.GetElapsedTime(end, first).TotalMilliseconds);
            }
        }

        double memory = Server.PssMb(server.Process.Id);
        IReadOnlyList<double> recognizers = Server.PssMb(server.Process.Id, "worker pocketsphinx");
        IReadOnlyList<double> voices = Server.PssMb(server.Process.Id, "worker flite");
        double before = Server.CpuSeconds(server.Process.Id);
        long began = Stopwatch.GetTimestamp();
        await room.TalkAsync(new short[(int)(16_000 * OpenFor.TotalSeconds)], "handsFree");
        double cpu = (Server.CpuSeconds(server.Process.Id) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds * 100;
        IReadOnlyList<Turn> turns = [.. Logged(server.Home).Skip(WarmUp)];
        return
        [
            Figure.Of("voice", "end of speech to transcript", "ms", transcript),
            Figure.Of("voice", "end of speech to first sound", "ms", sound),
            Figure.Of("voice", "of that the recogniser", "ms", turns.Select(turn => turn.Recognizer)),
            Figure.Of("voice", "of that the assistant's first sentence", "ms", turns.Select(turn => turn.Model)),
            Figure.Of("voice", "of that the voice", "ms", turns.Select(turn => turn.Synthesizer)),
            Figure.Of("voice", "of that our share", "ms", turns.Select(turn => turn.Ours), 50),
            Figure.Of("voice", "PSS with recogniser and voice loaded", "MB", [memory], 320),
            Figure.Of("voice", $"of that the recogniser ({recognizers.Count} process)", "MB", [recognizers.Sum()]),
            Figure.Of("voice", $"of that the voice ({voices.Count} process)", "MB", [voices.Sum()]),
            Figure.Of("voice", "CPU of an open microphone, nobody speaks", "% core", [cpu]),
        ];
    }

    // As a microphone hears it: some silence around it.
    private static short[] Question(string text)
    {
        using FliteEngine flite = new();
        SpeechAudio spoken = Resampler.Resample(flite.Synthesize(new(text, "flite/slt")), 16_000);
        return [.. new short[4_800], .. spoken.Samples.Span, .. new short[3_200]];
    }

    private static IEnumerable<Turn> Logged(string home) => Directory.GetFiles(Path.Combine(home, "logs"), "sapphire*.log").Order(StringComparer.Ordinal)
        .SelectMany(File.ReadLines)
        .Select(line => Line().Match(line))
        .Where(match => match.Success)
        .Select(match => new Turn(Number(match, "recognizer"), Number(match, "model"), Number(match, "synthesizer"), Number(match, "ours")));

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("recogniser (?<recognizer>[0-9]+) ms, model to the first sentence (?<model>[0-9]+) ms, synthesizer (?<synthesizer>[0-9]+) ms, our share (?<ours>-?[0-9]+) ms", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    // What the server's log says of one spoken turn, in milliseconds.
    private sealed record Turn(double Recognizer, double Model, double Synthesizer, double Ours);
}
