using System.Collections.Immutable;

namespace Sapphire.Persistence.Tools;

/// <summary>Problems as they are found: a journal that is damaged everywhere must not fill the memory.</summary>
internal sealed class ProblemList
{
    /// <summary>How many are kept; further ones are counted.</summary>
    public const int Kept = 1000;

    private const string Restore = "'sapphire backup list' shows the backups, 'sapphire restore' brings one back.";
    private readonly List<JournalProblem> _problems = [];

    public long Found { get; private set; }

    public ImmutableArray<JournalProblem> ToImmutable() => [.. _problems];

    public void Add(JournalProblemKind kind, string? id, long? sequenceNr, string what) => Add(new(kind, id, sequenceNr, what, Advice(kind, id)));

    public void Add(JournalProblem problem)
    {
        Found++;
        if (_problems.Count < Kept)
        {
            _problems.Add(problem);
        }
    }

    private static string Advice(JournalProblemKind kind, string? id) => kind switch
    {
        JournalProblemKind.Database => $"Stop Sapphire, keep a copy of the files, and look at the disk. {Restore}",
        JournalProblemKind.Decoding => $"Start the version of Sapphire that wrote it; if it is damaged: {Restore}",
        JournalProblemKind.Epoch => $"Two programs may have written at once, or the row was changed by hand: read what was written after it. {Restore}",
        JournalProblemKind.SnapshotAhead or JournalProblemKind.SnapshotState => $"'sapphire journal rebuild {id}' makes the snapshot anew from the events.",
        JournalProblemKind.ReadModel => "'sapphire journal rebuild' makes the read models anew.",
        _ => $"It can be opened up to there at most. {Restore}",
    };
}
