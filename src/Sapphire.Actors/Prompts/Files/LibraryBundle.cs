using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Prompts.Files;

/// <summary>
/// A library, or a part of it, in one file for people to hand on:
/// <code>{ "format": "sapphire.prompts.1", "monoliths": {…}, "components": {…}, "scenario_presets": {…}, "spices": {…}, "personas": {…} }</code>
/// Each member is as in its own file; each may be missing.
/// </summary>
internal static class LibraryBundle
{
    /// <summary>The member <c>format</c>.</summary>
    public const string Format = "sapphire.prompts.1";

    private static readonly string[] Members = ["monoliths", "components", "scenario_presets", "spices", "personas"];

    /// <summary>Writes a set.</summary>
    public static JsonObject Write(PromptSet set)
    {
        JsonObject root = new() { ["format"] = Format };
        ImmutableDictionary<string, string> renamed = ImmutableDictionary<string, string>.Empty;
        JsonObject monoliths = [];
        new MonolithFormat(FactoryPrompts.Monoliths).Merge(monoliths, new(Of(set, assembled: false), renamed));
        root["monoliths"] = monoliths;
        new PieceFormat(FactoryPrompts.Pieces).Merge(root, new(set.Pieces, Of(set, assembled: true), renamed));
        JsonObject spices = [];
        new SpiceFormat(FactoryPrompts.Spices).Merge(spices, set.Spices);
        root["spices"] = spices;
        JsonObject personas = [];
        new PersonaFormat(FactoryPrompts.Personas).Merge(personas, set.Personas);
        root["personas"] = personas;
        return root;
    }

    /// <summary>Reads a set.</summary>
    /// <exception cref="LibraryException">It is no such file; says where.</exception>
    public static PromptSet Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            LibraryReader reader = new("The file", content);
            JsonObject root = reader.Root();
            if (reader.Text(root, "format") is { } format && format != Format)
            {
                throw LibraryException.Invalid("The file is of a format that this version does not read.", $"It says \"{(format.Length > 40 ? format[..40] + "…" : format)}\"; expected \"{Format}\".");
            }

            if (!Members.Any(root.ContainsKey))
            {
                throw LibraryException.Invalid("The file holds no prompts.", $"Expected an object with one or more of the members {string.Join(", ", Members)}.");
            }

            MonolithFile monoliths = new MonolithFormat(FactoryPrompts.Monoliths).Read(reader.Object(root, "monoliths") ?? [], reader.Within("monoliths"));
            PieceFile pieces = new PieceFormat(FactoryPrompts.Pieces).Read(root, reader);
            ImmutableSortedDictionary<string, SpiceCategory> spices = new SpiceFormat(FactoryPrompts.Spices).Read(reader.Object(root, "spices") ?? [], reader.Within("spices"));
            ImmutableSortedDictionary<string, Persona> personas = new PersonaFormat(FactoryPrompts.Personas).Read(reader.Object(root, "personas") ?? [], reader.Within("personas"));
            return PromptLibrary.Combine(monoliths with { Renamed = ImmutableDictionary<string, string>.Empty }, pieces with { Renamed = ImmutableDictionary<string, string>.Empty }, spices, personas);
        }
        catch (SettingsException e)
        {
            throw LibraryException.Invalid("The file cannot be read.", e.Message);
        }
    }

    private static ImmutableSortedDictionary<string, Prompt> Of(PromptSet set, bool assembled) =>
        LibraryFormats.Map<Prompt>().AddRange(set.Prompts.Where(p => p.Value.IsAssembled == assembled));
}
