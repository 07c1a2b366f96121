namespace Sapphire.Persistence.Sqlite;

/// <summary>Why storage refused; each asks for something else of the caller.</summary>
public enum StorageReason
{
    /// <summary>The disk, or the size allowed for the file, is used up. Goes away by itself when space is back.</summary>
    Full,

    /// <summary>The file or its folder cannot be written.</summary>
    ReadOnly,

    /// <summary>The file is damaged, or is no database of ours.</summary>
    Corrupt,

    /// <summary>Another program holds the file, or the queue of writes is full. Worth trying again.</summary>
    Busy,

    /// <summary>The operating system failed to read or write. The outcome of a write is unknown until the id is recovered.</summary>
    Io,

    /// <summary>A newer owner of the persistence id has taken over; this one must stop.</summary>
    Fenced,

    /// <summary>The sequence number is taken, or leaves a gap after the highest stored one.</summary>
    Conflict,

    /// <summary>The value is larger than storage takes.</summary>
    TooLarge,

    /// <summary>The file was written by a newer version of Sapphire.</summary>
    NewerVersion,

    /// <summary>The file is of an older version of Sapphire and was opened for reading only, so that it cannot be brought up to date.</summary>
    OlderVersion,

    /// <summary>The store was closed.</summary>
    Closed,

    /// <summary>The store has failed again and again and was not asked; the message names its last failure. Goes away by itself when the store works again.</summary>
    Unavailable,
}
