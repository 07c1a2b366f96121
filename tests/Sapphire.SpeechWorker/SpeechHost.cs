using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Speech;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Files;

namespace Sapphire.SpeechWorker;

/// <summary>The worker processes and their actors, without the rest of the assistant.</summary>
public sealed class SpeechHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SpeechHost(ServiceProvider services, ActorSystem system)
    {
        _services = services;
        System = system;
        Folder = services.GetRequiredService<WorkerFolder>();
    }

    /// <summary>The actor system.</summary>
    public ActorSystem System { get; }

    /// <summary>Speaks.</summary>
    public ISpeechSynthesizer Synthesizer => _services.GetRequiredService<WorkerSynthesizer>();

    /// <summary>Listens.</summary>
    public ISpeechRecognizer Recognizer => _services.GetRequiredService<WorkerRecognizer>();

    /// <summary>Reads and writes.</summary>
    public IAudioFiles Files => _services.GetRequiredService<IAudioFiles>();

    /// <summary>What is available.</summary>
    public SpeechEngines Available => _services.GetRequiredService<SpeechEngines>();

    /// <summary>Where sockets are.</summary>
    public WorkerFolder Folder { get; }

    /// <summary>How this very program is started as a worker.</summary>
    public static WorkerCommand Command { get; } = new(Dotnet(), [typeof(SpeechHost).Assembly.Location]);

    /// <summary>The settings for the engines with faults: waits and limits that suit a test.</summary>
    public static SpeechWorkerSettings Faulty { get; } = new(
        [new(Engines.Synthesizer)], new(Engines.Recognizer), new(Engines.Files));

    /// <summary>Starts the actors.</summary>
    /// <param name="home">The home.</param>
    /// <param name="settings">The engines.</param>
    /// <param name="time">The clock of limits and waits.</param>
    public static SpeechHost Start(string home, SpeechWorkerSettings settings, TimeProvider? time = null)
    {
        HomeFolder folder = HomeFolder.Resolve(home);
        folder.Create();
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(folder);
        services.AddSpeechWorkers(_ => settings, Command);
        ServiceProvider provider = services.BuildServiceProvider();
        ActorSystem system = ActorSystem.Create("speech", new ActorSystemSetup { TimeProvider = time ?? TimeProvider.System });
        system.StartSpeechWorkers(provider);
        return new(provider, system);
    }

    /// <summary>The processes of an engine that have loaded it.</summary>
    public async Task<IReadOnlyList<int>> PidsAsync(string engine) => (await StatusAsync(engine)).Pids;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        await _services.DisposeAsync();
    }

    internal Task<PoolStatus> StatusAsync(string engine) =>
        _services.GetRequiredService<SpeechPools>().Of(engine).Ask<PoolStatus>(new GetPoolStatus(engine), TimeSpan.FromSeconds(30));

    // The one that runs this program: …/shared/Microsoft.NETCore.App/VERSION/ is where its libraries are.
    private static string Dotnet() =>
        Path.GetFullPath(Path.Combine(Runtime(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private static string Runtime() => global::System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory();
}
