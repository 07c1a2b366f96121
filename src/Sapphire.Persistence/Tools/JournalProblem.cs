namespace Sapphire.Persistence.Tools;

/// <summary>Something that verifying found.</summary>
/// <param name="Kind">What sort of problem.</param>
/// <param name="PersistenceId">Whose; null when it is of no single id.</param>
/// <param name="SequenceNr">The event's or snapshot's number; null when it is of no single one.</param>
/// <param name="What">What is wrong, for a person. Never any content.</param>
/// <param name="Advice">What to do next.</param>
public sealed record JournalProblem(JournalProblemKind Kind, string? PersistenceId, long? SequenceNr, string What, string Advice)
{
    /// <summary>One line.</summary>
    public override string ToString() =>
        $"{PersistenceId ?? "journal"}{(SequenceNr is { } nr ? $" #{nr}" : "")}: {What} {Advice}";
}
