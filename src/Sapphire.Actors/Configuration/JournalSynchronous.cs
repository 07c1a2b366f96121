namespace Sapphire.Actors.Configuration;

/// <summary>What an acknowledged write survives.</summary>
public enum JournalSynchronous
{
    /// <summary>A power cut: the log is synced before each acknowledgement.</summary>
    Full,

    /// <summary>A crash of the program; a power cut may take the last moments.</summary>
    Normal,
}
