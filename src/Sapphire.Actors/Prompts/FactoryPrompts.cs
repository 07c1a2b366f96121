using System.Collections.Immutable;
using Sapphire.Actors.Prompts.Files;

namespace Sapphire.Actors.Prompts;

/// <summary>What a new home has: prompts, pieces, spices and personas of our own writing, suited to all ages.</summary>
public static class FactoryPrompts
{
    private static readonly PieceFile NoPieces = new(ImmutableSortedDictionary<PieceKind, ImmutableSortedDictionary<string, string>>.Empty, LibraryFormats.Map<Prompt>(), ImmutableDictionary<string, string>.Empty);

    /// <summary>The monoliths.</summary>
    internal static MonolithFile Monoliths { get; } = Read("prompt_monoliths.json", new MonolithFormat(new(LibraryFormats.Map<Prompt>(), ImmutableDictionary<string, string>.Empty)));

    /// <summary>The pieces, and the prompts that are assembled from them.</summary>
    internal static PieceFile Pieces { get; } = Read("prompt_pieces.json", new PieceFormat(NoPieces));

    /// <summary>The spices.</summary>
    internal static ImmutableSortedDictionary<string, SpiceCategory> Spices { get; } = Read("prompt_spices.json", new SpiceFormat(LibraryFormats.Map<SpiceCategory>()));

    /// <summary>The personas.</summary>
    internal static ImmutableSortedDictionary<string, Persona> Personas { get; } = Read("personas.json", new PersonaFormat(LibraryFormats.Map<Persona>()));

    /// <summary>All of it.</summary>
    public static PromptSet Set { get; } = PromptLibrary.Combine(Monoliths, Pieces, Spices, Personas);

    private static T Read<T>(string name, ILibraryFormat<T> format)
    {
        using Stream stream = typeof(FactoryPrompts).Assembly.GetManifestResourceStream("factory/" + name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        LibraryReader reader = new(name, bytes);
        return format.Read(reader.Root(), reader);
    }
}
