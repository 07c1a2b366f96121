using System.Diagnostics;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Speech;
using Sapphire.SpeechWorker;

namespace Sapphire.Actors.Tests.Speech;

/// <summary>Tests with real worker processes, which may all be killed.</summary>
public abstract class SpeechTestBase : IAsyncLifetime
{
    private readonly List<SpeechHost> _hosts = [];

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected string Home { get; } = Directory.CreateTempSubdirectory("sapphire-speech-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (SpeechHost host in _hosts)
        {
            await host.DisposeAsync();
            host.Folder.Count.ShouldBe(0);
        }

        Directory.Exists(Path.Combine(Home, "run")).ShouldBeFalse();
        Directory.Delete(Home, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A host with engines that have faults, or others.</summary>
    protected SpeechHost Start(Func<SpeechWorkerSettings, SpeechWorkerSettings>? change = null, TimeProvider? time = null)
    {
        SpeechHost host = SpeechHost.Start(Home, change is null ? SpeechHost.Faulty : change(SpeechHost.Faulty), time);
        _hosts.Add(host);
        return host;
    }

    /// <summary>The settings of the synthesizer are changed.</summary>
    protected static SpeechWorkerSettings Synthesizer(SpeechWorkerSettings settings, Func<WorkerPoolSettings, WorkerPoolSettings> change) =>
        settings with { Synthesizers = [change(settings.Synthesizers[0])] };

    protected static Task<SynthesizedSpeech> SayAsync(SpeechHost host, string text) =>
        host.Synthesizer.SynthesizeAsync(new SpeechRequest(text, FaultySynthesizer.Voice), Cancelled);

    protected static void ShouldSound(SynthesizedSpeech speech, string text) =>
        speech.Audio.Samples.Span.SequenceEqual(FaultySynthesizer.Sound(text)).ShouldBeTrue(text);

    protected static async Task<int> PidAsync(SpeechHost host, string engine)
    {
        IReadOnlyList<int> pids = [];
        await UntilAsync(async () => (pids = await host.PidsAsync(engine)).Count > 0, "a worker runs");
        return pids[0];
    }

    protected static void Kill(int pid)
    {
        using Process process = Process.GetProcessById(pid);
        process.Kill();
    }

    /// <summary>True while there is such a process that is no zombie.</summary>
    protected static bool Runs(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    protected static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long begun = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(30), what);
            await Task.Delay(10, Cancelled);
        }
    }
}
