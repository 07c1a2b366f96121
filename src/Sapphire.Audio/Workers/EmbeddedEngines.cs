using Sapphire.Audio.Engines;

namespace Sapphire.Audio.Workers;

/// <summary>Loads the embedded engines; called in a worker process only.</summary>
public static class EmbeddedEngines
{
    /// <summary>True when there is such an engine.</summary>
    public static bool IsOne(string engine) => engine is EngineNames.Flite or EngineNames.EspeakNg or EngineNames.PocketSphinx or EngineNames.SoundFile;

    /// <summary>Loads an engine.</summary>
    /// <exception cref="EngineUnavailableException">Its library or its data is missing.</exception>
    /// <exception cref="ArgumentException">There is no such engine.</exception>
    public static WorkerEngine Create(string engine, WorkerConfiguration configuration) => engine switch
    {
        EngineNames.Flite => WorkerEngine.Of(new FliteEngine()),
        EngineNames.EspeakNg => WorkerEngine.Of(new EspeakNgEngine()),
        EngineNames.SoundFile => WorkerEngine.Of(new SoundFileEngine()),
        EngineNames.PocketSphinx => WorkerEngine.Of(new PocketSphinxEngine(Options(configuration))),
        _ => throw new ArgumentException($"There is no engine {engine}.", nameof(engine)),
    };

    private static PocketSphinxOptions Options(WorkerConfiguration configuration)
    {
        PocketSphinxOptions options = new() { Grammar = configuration.Grammar };
        return configuration.Pronunciations is { } words ? options with { Pronunciations = words } : options;
    }
}
