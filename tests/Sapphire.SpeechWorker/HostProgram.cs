using Sapphire.Audio.Speech;

namespace Sapphire.SpeechWorker;

/// <summary>A host with one worker of each kind, the synthesizer hanging in native code; prints their ids and waits to be killed.</summary>
internal static class HostProgram
{
    public static async Task RunAsync(string folder)
    {
        await using SpeechHost host = SpeechHost.Start(folder, SpeechHost.Faulty);
        await host.Synthesizer.WarmAsync(FaultySynthesizer.Voice, CancellationToken.None);
        await host.Recognizer.WarmAsync(CancellationToken.None);
        IRecognition listening = host.Recognizer.Start();
        await listening.WriteAsync(new short[16_000], CancellationToken.None);
        Task hanging = host.Synthesizer.SynthesizeAsync(new SpeechRequest("!hang", FaultySynthesizer.Voice), CancellationToken.None);
        await listening.Partials.ReadAsync();
        foreach (int pid in (await host.PidsAsync(Engines.Synthesizer)).Concat(await host.PidsAsync(Engines.Recognizer)))
        {
            await Console.Out.WriteLineAsync($"worker {pid}");
        }

        await Console.Out.WriteLineAsync("ready");
        await Console.Out.FlushAsync();
        await hanging;
    }
}
