using System.Collections.Immutable;

namespace Sapphire.Audio.Engines;

/// <summary>What the recogniser pocketsphinx loads.</summary>
public sealed record PocketSphinxOptions
{
    /// <summary>The folder that holds <c>en-us</c> (the acoustic model), <c>en-us.lm.bin</c> and <c>cmudict-en-us.dict</c>.</summary>
    public string ModelFolder { get; init; } = "/usr/share/pocketsphinx/model/en-us";

    /// <summary>A grammar in the form of JSGF, which is tried beside the open language model; null for none.</summary>
    public string? Grammar { get; init; }

    /// <summary>Words that the dictionary lacks, with their phones: <c>celsius</c>, <c>S EH L S IY AH S</c>.</summary>
    public ImmutableDictionary<string, string> Pronunciations { get; init; } = ImmutableDictionary<string, string>.Empty;
}
