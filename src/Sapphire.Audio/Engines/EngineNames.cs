namespace Sapphire.Audio.Engines;

/// <summary>The embedded engines; each runs in a worker process of its own.</summary>
public static class EngineNames
{
    /// <summary>flite: clear US English voices.</summary>
    public const string Flite = "flite";

    /// <summary>espeak-ng: a hundred languages.</summary>
    public const string EspeakNg = "espeak-ng";

    /// <summary>pocketsphinx: recognition of US English.</summary>
    public const string PocketSphinx = "pocketsphinx";

    /// <summary>libsndfile: reading and writing audio files.</summary>
    public const string SoundFile = "libsndfile";
}
