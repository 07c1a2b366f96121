using Sapphire.Audio.Workers;

namespace Sapphire.SpeechWorker;

/// <summary>
/// <c>ENGINE --link PATH</c>: a worker with a real engine or one with faults. <c>host FOLDER</c>: a host with workers, to be killed.
/// </summary>
public static class Program
{
    /// <summary>Runs one of both.</summary>
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["host", var folder]:
                await HostProgram.RunAsync(folder);
                return 0;
            case [FaultyStarts.Garbage or FaultyStarts.Dies or FaultyStarts.Mute or FaultyStarts.Stranger, "--link", var path]:
                return FaultyStarts.Run(args[0], path);
            case [var engine, "--link", var path]:
                return WorkerProgram.Run(engine, configuration => Engines.Create(engine, configuration), path, WorkerProgram.ReadToken());
            default:
                await Console.Error.WriteLineAsync("Usage: ENGINE --link PATH, or host FOLDER.");
                return 2;
        }
    }
}
