using System.Collections.Immutable;

namespace Sapphire.Actors.Prompts.Copies;

/// <summary>A chat's own copy of one prompt: what the assistant changed, step by step. Immutable.</summary>
/// <param name="Edits">The changes, oldest first; those from <see cref="Applied"/> on are undone.</param>
/// <param name="Applied">How many are in force.</param>
public sealed record PromptCopy(ImmutableArray<PromptEdit> Edits, int Applied)
{
    /// <summary>The most changes that are kept; the oldest ones go first, and with them the way back over them.</summary>
    public const int MaxEdits = 50;

    /// <summary>Nothing changed.</summary>
    public static PromptCopy None { get; } = new([], 0);

    /// <summary>The prompt as it is in this chat; null where it is that of the library.</summary>
    public PromptDraft? Draft => Applied == 0 ? null : Edits[Applied - 1].Draft;

    /// <summary>What would be undone; null for nothing.</summary>
    public string? UndoLabel => Applied == 0 ? null : Edits[Applied - 1].Label;

    /// <summary>What would be done again; null for nothing.</summary>
    public string? RedoLabel => Applied == Edits.Length ? null : Edits[Applied].Label;

    /// <summary>This with one more change; what was undone is gone.</summary>
    public PromptCopy Edit(PromptEdit edit)
    {
        ImmutableArray<PromptEdit> edits = Edits[..Applied].Add(edit);
        return edits.Length > MaxEdits ? new(edits[^MaxEdits..], MaxEdits) : new(edits, edits.Length);
    }

    /// <summary>This without its last change.</summary>
    public PromptCopy Undo() => Applied == 0 ? this : this with { Applied = Applied - 1 };

    /// <summary>This with the change that was undone last.</summary>
    public PromptCopy Redo() => Applied == Edits.Length ? this : this with { Applied = Applied + 1 };

    /// <inheritdoc />
    public bool Equals(PromptCopy? other) => other is not null && Applied == other.Applied && Edits.SequenceEqual(other.Edits);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Applied, Edits.Length);
}
