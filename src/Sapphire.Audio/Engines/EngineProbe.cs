using Sapphire.Audio.Native;

namespace Sapphire.Audio.Engines;

/// <summary>Says which embedded engines can be used here. It looks for files only: no engine is loaded into the process that asks.</summary>
public static class EngineProbe
{
    private const string SphinxModel = "/usr/share/pocketsphinx/model/en-us";

    /// <summary>Looks for what an engine needs.</summary>
    /// <param name="engine">One of <see cref="EngineNames"/>; nothing is known to be missing for others.</param>
    /// <returns>What is missing, to be shown; null when the engine can be used.</returns>
    public static EngineUnavailableException? FindProblem(string engine) => engine switch
    {
        EngineNames.Flite => Missing(engine, "libflite.so.1", "libflite1"),
        EngineNames.EspeakNg => Missing(engine, "libespeak-ng.so.1", "libespeak-ng1"),
        EngineNames.SoundFile => Missing(engine, "libsndfile.so.1", "libsndfile1"),
        EngineNames.PocketSphinx => Missing(engine, "libpocketsphinx.so.3", "libpocketsphinx3")
            ?? (Directory.Exists(SphinxModel) ? null : new EngineUnavailableException(engine, SphinxModel, "pocketsphinx-en-us")),
        // Only its worker knows.
        _ => null,
    };

    private static EngineUnavailableException? Missing(string engine, string file, string package) =>
        LibrarySearch.Contains(file) ? null : new EngineUnavailableException(engine, file, package);
}
