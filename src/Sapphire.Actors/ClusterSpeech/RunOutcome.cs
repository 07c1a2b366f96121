namespace Sapphire.Actors.ClusterSpeech;

/// <summary>What becomes of a job of a queue.</summary>
internal enum RunOutcome
{
    /// <summary>It is done, well or not; who waited knows.</summary>
    Done,

    /// <summary>Nobody waits for it.</summary>
    Dropped,

    /// <summary>Who needs it did not answer, and was not told to be gone either: another node may be heard.</summary>
    Unheard,

    /// <summary>It cannot be done here now: another node may.</summary>
    Returned,

    /// <summary>It breaks engines, or cannot be read: to the dead letters.</summary>
    Rejected,
}
