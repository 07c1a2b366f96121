using System.Collections.Immutable;

namespace Sapphire.Persistence.Blobs;

/// <summary>Keeps pieces of bytes under their hash. What is kept never changes. Thread-safe.</summary>
public interface IBlobStore : IAsyncDisposable
{
    /// <summary>Keeps bytes; returns their id, the SHA-256 in 64 lower-case hexadecimal digits. What is there already is not written again, but renewed.</summary>
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

    /// <summary>The blobs that were last kept or renewed before a moment.</summary>
    /// <exception cref="IOException">They cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">They cannot be listed.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">The database cannot be read.</exception>
    Task<ImmutableArray<BlobInfo>> ListAsync(DateTimeOffset before, CancellationToken cancellationToken = default);

    /// <summary>Renews a blob: it counts as kept now. Without effect where there is none.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">The database cannot be written.</exception>
    Task RenewAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Deletes a blob, if it was last kept or renewed before a moment.</summary>
    /// <returns>True when it was deleted.</returns>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">The database cannot be written.</exception>
    Task<bool> DeleteAsync(string id, DateTimeOffset before, CancellationToken cancellationToken = default);
}
