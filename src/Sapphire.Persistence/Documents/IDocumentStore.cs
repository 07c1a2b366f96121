using System.Collections.Immutable;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Documents;

/// <summary>Small documents that all nodes share: settings, keys, logins. Reads are answered from memory, with the last that was known while the store is away.</summary>
public interface IDocumentStore : IAsyncDisposable
{
    /// <summary>Where they are, for messages: without a password.</summary>
    string Description { get; }

    /// <summary>Why the store is away; null while it is not.</summary>
    StorageException? Problem { get; }

    /// <summary>Raised with a key after the document has changed here or on another node, on any thread.</summary>
    event Action<string>? Changed;

    /// <summary>One document. It need not exist.</summary>
    /// <param name="key">Its key: at most 200 characters.</param>
    /// <param name="secret">True: it is stored encrypted, and nobody reads it without the cluster's secret.</param>
    IDocument Open(string key, bool secret);

    /// <summary>The keys of the documents there are, of those that begin so, in order.</summary>
    ImmutableArray<string> Keys(string prefix);
}
