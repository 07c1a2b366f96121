#pragma warning disable MA0048 // What an import tells: one family of small records.
using System.Collections.Immutable;

namespace Sapphire.Actors.Import;

/// <summary>What an import of an old folder did, or would do.</summary>
/// <param name="Folder">The folder that was read.</param>
/// <param name="DryRun">True when nothing was written.</param>
/// <param name="Lines">One for each thing that was found.</param>
public sealed record FolderReport(string Folder, bool DryRun, ImmutableArray<FolderLine> Lines)
{
    /// <summary>How many lines have an outcome.</summary>
    public int Count(FolderOutcome outcome) => Lines.Count(line => line.Outcome == outcome);
}

/// <summary>What became of one thing.</summary>
/// <param name="Part">What kind of thing it is.</param>
/// <param name="Name">Its name, or where it is in the folder. Never a secret, never what was said.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">What was taken of it, or why it was not; empty where there is nothing to say.</param>
public sealed record FolderLine(FolderPart Part, string Name, FolderOutcome Outcome, string Detail = "");

/// <summary>Kinds of things, in the order in which they are reported.</summary>
public enum FolderPart
{
    /// <summary>Chats.</summary>
    Chats,

    /// <summary>What was remembered.</summary>
    Memories,

    /// <summary>Settings.</summary>
    Settings,

    /// <summary>Prompts: texts, pieces and presets.</summary>
    Prompts,

    /// <summary>Spices.</summary>
    Spices,

    /// <summary>Personas.</summary>
    Personas,

    /// <summary>Toolsets.</summary>
    Toolsets,

    /// <summary>Providers of models.</summary>
    Models,

    /// <summary>Keys and passwords.</summary>
    Credentials,

    /// <summary>Avatars.</summary>
    Avatars,

    /// <summary>Everything else.</summary>
    Other,
}

/// <summary>What became of a thing.</summary>
public enum FolderOutcome
{
    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>It is here already.</summary>
    Here,

    /// <summary>It was not taken.</summary>
    NotTaken,
}
