namespace Sapphire.Persistence.Sqlite;

/// <summary>Storage refused or failed. The message says what to do next; <see cref="Reason"/> says it to a program.</summary>
public sealed class StorageException : Exception
{
    /// <summary>A failure of a known reason.</summary>
    public StorageException(StorageReason reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>Why.</summary>
    public StorageReason Reason { get; }

    /// <summary>Whose row it is that cannot be read, where only one row is damaged; null when the failure is the store's.</summary>
    public string? PersistenceId { get; init; }
}
