namespace Sapphire.Persistence.Documents;

/// <summary>
/// A small content that its owner reads and replaces as a whole: a file of the home (<see cref="FileDocument"/>), or, where several
/// nodes share it, a row of a database (<see cref="IDocumentStore"/>). Thread-safe. Synchronous, as some of those who use it must be.
/// </summary>
public interface IDocument : IDisposable
{
    /// <summary>For messages: the path, or the name and the database.</summary>
    string Name { get; }

    /// <summary>Raised after the content may have changed, whoever changed it, on any thread.</summary>
    event Action? Changed;

    /// <summary>The content that is known; null when there is none. A document of a database answers from memory, also while the database is away.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read.</exception>
    DocumentContent? Read();

    /// <summary>
    /// Replaces the content durably; returns what it is now. Of two who do it at once neither is lost: the second one is called again
    /// with what the first one has written.
    /// </summary>
    /// <param name="change">Gets what is there now (null for nothing) and gives what is to be there; null leaves it. May be called several times, and may throw to change nothing.</param>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">The database cannot be written; nothing has changed.</exception>
    DocumentContent? Update(Func<DocumentContent?, byte[]?> change);

    /// <summary>Keeps a content beside it under a name of its own, such as <c>settings.json.broken-…</c>; returns that name.</summary>
    /// <param name="content">What to keep.</param>
    /// <param name="label">What is put behind the name.</param>
    string KeepAside(DocumentContent content, string label);
}
