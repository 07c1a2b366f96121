namespace Sapphire.Persistence.Tools;

/// <summary>What verifying can find.</summary>
public enum JournalProblemKind
{
    /// <summary>The database finds its own files damaged, or they cannot be read.</summary>
    Database,

    /// <summary>The place among all events does not grow, or an id's numbers do not grow with it.</summary>
    Ordering,

    /// <summary>Numbers are missing within an id.</summary>
    Gap,

    /// <summary>A number is there twice within an id.</summary>
    Double,

    /// <summary>A row is not what was written.</summary>
    Checksum,

    /// <summary>A row's compressed content cannot be unpacked.</summary>
    Packing,

    /// <summary>An epoch goes back, or is above that of the newest owner.</summary>
    Epoch,

    /// <summary>The manifest is unknown, or the content does not fit it.</summary>
    Decoding,

    /// <summary>An event does not fit the state that the events before it give.</summary>
    Replay,

    /// <summary>A snapshot claims events that are not there.</summary>
    SnapshotAhead,

    /// <summary>A snapshot holds another state than its events give.</summary>
    SnapshotState,

    /// <summary>A read model differs from the events.</summary>
    ReadModel,
}
