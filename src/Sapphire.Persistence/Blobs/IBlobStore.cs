namespace Sapphire.Persistence.Blobs;

/// <summary>Keeps pieces of bytes under their hash. What is kept never changes. Thread-safe.</summary>
public interface IBlobStore : IAsyncDisposable
{
    /// <summary>Keeps bytes; returns their id, the SHA-256 in 64 lower-case hexadecimal digits. What is there already is not written again.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They cannot be written.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">The database cannot be written.</exception>
    Task<string> SaveAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>The bytes of an id; null when there are none, also where the id is no id.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They cannot be read.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">The database cannot be read.</exception>
    Task<ReadOnlyMemory<byte>?> FindAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Whether there are bytes of an id; they are not read.</summary>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">The database cannot be read.</exception>
    Task<bool> ExistsAsync(string id, CancellationToken cancellationToken = default);
}
