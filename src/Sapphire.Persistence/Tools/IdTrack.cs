namespace Sapphire.Persistence.Tools;

/// <summary>What verifying remembers of one id. Small: there is one for each id of the journal.</summary>
internal sealed class IdTrack(string persistenceId)
{
    public string PersistenceId => persistenceId;

    public long First { get; private set; }

    public long Last { get; private set; }

    public long Events { get; private set; }

    public long LastEpoch { get; private set; }

    public long HighestEpoch { get; private set; }

    /// <summary>The first event that is damaged, missing or of no known form: the state beyond it cannot be told. 0 for none.</summary>
    public long BrokenAt { get; private set; }

    /// <summary>Whether what was seen first is only the number of an event that was deleted.</summary>
    public bool BeginsDeleted { get; private set; }

    public void Break(long sequenceNr) => BrokenAt = BrokenAt == 0 ? sequenceNr : Math.Min(BrokenAt, sequenceNr);

    /// <summary>Takes what the actor has deleted as seen.</summary>
    public void BeginAfter(long deletedTo)
    {
        if (deletedTo > 0)
        {
            (First, Last, BeginsDeleted) = (deletedTo, deletedTo, true);
        }
    }

    /// <summary>Judges number and epoch of the next row.</summary>
    public void Next(long ordering, long sequenceNr, long epoch, bool deleted, ProblemList problems)
    {
        Events++;
        if (First == 0)
        {
            (First, BeginsDeleted) = (sequenceNr, deleted);
            if (sequenceNr < 1)
            {
                problems.Add(JournalProblemKind.Gap, persistenceId, sequenceNr, $"Its number is {sequenceNr}; numbers begin at 1.");
                Break(sequenceNr);
            }
        }
        else if (sequenceNr > Last + 1)
        {
            problems.Add(JournalProblemKind.Gap, persistenceId, Last + 1, Missing(Last + 1, sequenceNr - 1));
            Break(Last + 1);
        }
        else if (sequenceNr == Last)
        {
            problems.Add(JournalProblemKind.Double, persistenceId, sequenceNr, $"The number {sequenceNr} is there twice.");
            Break(sequenceNr);
        }
        else if (sequenceNr < Last)
        {
            problems.Add(JournalProblemKind.Ordering, persistenceId, sequenceNr, $"It is stored after event {Last} (at {ordering} among all events), but has a lower number.");
            Break(sequenceNr);
        }

        if (epoch < LastEpoch)
        {
            problems.Add(JournalProblemKind.Epoch, persistenceId, sequenceNr, $"It was written by an owner of epoch {epoch}, after one of epoch {LastEpoch} had written.");
        }

        Last = Math.Max(Last, sequenceNr);
        LastEpoch = epoch;
        HighestEpoch = Math.Max(HighestEpoch, epoch);
    }

    /// <summary>Judges the beginning, when all rows are known.</summary>
    /// <param name="model">How the state grows; null when that is not known.</param>
    /// <param name="deletedTo">Up to which number the actor has deleted its events.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public void CheckBeginning(StateModel? model, long deletedTo, ProblemList problems)
    {
        long gone = BeginsDeleted ? First : First - 1;
        if (gone <= 0)
        {
            return;
        }

        if (model is { KeepsAllEvents: true })
        {
            problems.Add(JournalProblemKind.Gap, persistenceId, 1, $"{Missing(1, gone)} Events of its kind are never deleted.");
            Break(1);
        }
        else if (gone > deletedTo && !BeginsDeleted)
        {
            problems.Add(JournalProblemKind.Gap, persistenceId, deletedTo + 1, Missing(deletedTo + 1, gone));
            Break(deletedTo + 1);
        }
    }

    /// <summary>Judges its epochs against the row that names the newest owner.</summary>
    /// <param name="epoch">The row's epoch; null when there is no row.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public void CheckEpoch(long? epoch, ProblemList problems)
    {
        // Events from before epochs were kept have 0.
        if (epoch is null && HighestEpoch > 0)
        {
            problems.Add(JournalProblemKind.Epoch, persistenceId, null, $"Its newest owner is not known, but it has events of epoch {HighestEpoch}.");
        }
        else if (epoch < HighestEpoch)
        {
            problems.Add(JournalProblemKind.Epoch, persistenceId, null, $"It has events of epoch {HighestEpoch}, above that of its newest owner, {epoch}.");
        }
    }

    private static string Missing(long first, long last) => first == last ? $"Event {first} is missing." : $"Events {first} to {last} are missing.";
}
