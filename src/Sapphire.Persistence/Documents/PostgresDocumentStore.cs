using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Documents;

/// <summary>
/// Documents in one table of PostgreSQL, all of them in memory too. Another node's change is noticed by a notification, and by a slow
/// look where that is lost. A write compares the version that it began from; when another node was faster it begins again.
/// </summary>
public sealed class PostgresDocumentStore : IDocumentStore
{
    /// <summary>Holds a known text, so that another secret than the cluster's is found out at start.</summary>
    internal const string CheckKey = "cluster/secret-check";

    private const int MaxTries = 200;
    private const int MaxLost = 2;
    private readonly PostgresTarget _target;
    private readonly DocumentTable _table;
    private readonly NpgsqlDataSource _source;
    private readonly DocumentCipher? _cipher;
    private readonly ILogger _logger;
    private readonly DocumentFollower _follower;
    private readonly Lock _gate = new();
    private ImmutableArray<Document> _documents = [];
    private ImmutableSortedDictionary<string, Known> _known = ImmutableSortedDictionary.Create<string, Known>(StringComparer.Ordinal);

    private PostgresDocumentStore(PostgresJournalOptions options, DocumentCipher? cipher, TimeSpan slowLook, TimeProvider time, ILogger logger)
    {
        _target = new(options);
        _cipher = cipher;
        _logger = logger;
        _table = new(options.Schema);
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_target.Pooled) { MaxPoolSize = 4 });
        try
        {
            using (NpgsqlConnection connection = _source.OpenConnection())
            {
                _table.Prepare(connection);
                foreach (DocumentRow row in _table.Load(connection))
                {
                    Keep(row);
                }
            }

            CheckSecret();
        }
        catch (Exception e)
        {
            _source.Dispose();
            throw e is NpgsqlException || PostgresErrors.IsConnectionLost(e) ? PostgresErrors.Translate(e, _target.Name) : e;
        }

        _follower = new(_target, _table, () => _known.ToImmutableDictionary(static k => k.Key, static k => k.Value.Version, StringComparer.Ordinal), Take, slowLook, time, logger);
    }

    /// <inheritdoc/>
    public event Action<string>? Changed;

    /// <inheritdoc/>
    public string Description => $"PostgreSQL, {_target.Name}";

    /// <inheritdoc/>
    public StorageException? Problem => _follower.Problem;

    /// <summary>Connects, makes the table where it is missing, and reads all documents. Blocks meanwhile: call it while a program starts.</summary>
    /// <param name="options">The database.</param>
    /// <param name="cipher">For secret documents; without one they are refused.</param>
    /// <param name="slowLook">How often to look beside being notified.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what goes wrong.</param>
    /// <exception cref="StorageException">The database cannot be used, or its documents were written with another secret; the message says what to do.</exception>
    public static PostgresDocumentStore Open(PostgresJournalOptions options, DocumentCipher? cipher, TimeSpan? slowLook = null, TimeProvider? time = null, ILogger<PostgresDocumentStore>? logger = null) =>
        new(options, cipher, slowLook ?? TimeSpan.FromSeconds(1.5), time ?? TimeProvider.System, logger ?? NullLogger<PostgresDocumentStore>.Instance);

    /// <inheritdoc/>
    public IDocument Open(string key, bool secret)
    {
        if (key.Length is 0 or > 200)
        {
            throw new ArgumentException("The key of a document has 1 to 200 characters.", nameof(key));
        }

        if (secret && _cipher is null)
        {
            throw new StorageException(StorageReason.ReadOnly, $"The document {key} is a secret, and without the cluster's secret it is neither read nor written. Set SAPPHIRE_CLUSTER_SECRET, the same on every node.");
        }

        Document document = new(this, key, secret);
        ImmutableInterlocked.Update(ref _documents, static (all, one) => all.Add(one), document);
        return document;
    }

    /// <inheritdoc/>
    public ImmutableArray<string> Keys(string prefix) => [.. _known.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();
        await _source.DisposeAsync();
    }

    // Some other key of the cluster's would show only when a secret is read, as a puzzle.
    private void CheckSecret()
    {
        if (_cipher is null)
        {
            return;
        }

        try
        {
            Update(CheckKey, secret: true, static known => known is null ? "sapphire"u8.ToArray() : null, by: null);
        }
        catch (CryptographicException e)
        {
            throw new StorageException(
                StorageReason.ReadOnly,
                $"The cluster's secret of this node is not the one with which the secrets in {_target.Name} were written. Set SAPPHIRE_CLUSTER_SECRET (or sapphire.cluster.secret) to that of the other nodes. If it is lost, delete the rows of the table 'documents' whose key is not settings.json; the password and the models' keys must then be given again.",
                e);
        }
    }

    private DocumentContent? Find(string key, bool secret)
    {
        if (_known.GetValueOrDefault(key) is not { } known)
        {
            return null;
        }

        lock (_gate)
        {
            return known.Content ??= new(secret ? _cipher!.Decrypt(key, known.Raw) : known.Raw);
        }
    }

    private DocumentContent? Update(string key, bool secret, Func<DocumentContent?, byte[]?> change, Document? by)
    {
        byte[]? unknown = null;
        int lost = 0;
        for (int tries = 1; tries <= MaxTries; tries++)
        {
            DocumentRow? row = Run(connection => _table.Read(connection, key));
            if (row is not null)
            {
                Keep(row);
            }

            DocumentContent? before = row is null ? null : Find(key, secret);
            if (unknown is not null && row is not null && row.Content.AsSpan().SequenceEqual(unknown))
            {
                // The connection broke after the commit.
                Raise(key, by);
                return before;
            }

            if (change(before) is not { } bytes)
            {
                return before;
            }

            byte[] raw = secret ? _cipher!.Encrypt(key, bytes) : bytes;
            try
            {
                if (Run(connection => _table.Write(connection, key, row?.Version, raw), again: false) is { } version)
                {
                    Keep(new(key, version, raw));
                    Raise(key, by);
                    return Find(key, secret);
                }
            }
            catch (StorageException e) when (PostgresServerState.IsAway(e) && ++lost <= MaxLost)
            {
                unknown = raw;
            }
        }

        throw new StorageException(StorageReason.Busy, $"The document {key} in {_target.Name} is being changed all the time by other nodes. Try again.");
    }

    // A write whose outcome is unknown is not simply done again.
    private T Run<T>(Func<NpgsqlConnection, T> work, bool again = true)
    {
        for (int tries = 1; ; tries++)
        {
            NpgsqlConnection? connection = null;
            try
            {
                connection = _source.OpenConnection();
                return work(connection);
            }
            catch (Exception e) when (e is NpgsqlException || PostgresErrors.IsConnectionLost(e))
            {
                // The others of the pool are to the same server, and as dead.
                _source.Clear();
                if (!again || connection is null || tries > MaxLost || !PostgresErrors.IsConnectionLost(e))
                {
                    throw PostgresErrors.Translate(e, _target.Name);
                }
            }
            finally
            {
                connection?.Dispose();
            }
        }
    }

    /// <summary>True when it is newer than what is known.</summary>
    private bool Keep(DocumentRow row)
    {
        lock (_gate)
        {
            if (_known.GetValueOrDefault(row.Key) is { } known && known.Version >= row.Version)
            {
                return false;
            }

            _known = _known.SetItem(row.Key, new(row.Version, row.Content));
            return true;
        }
    }

    // What the follower has read.
    private void Take(ImmutableArray<DocumentRow> rows, ImmutableArray<(string Key, long Version)> gone)
    {
        List<string> changed = [.. rows.Where(Keep).Select(static row => row.Key)];
        lock (_gate)
        {
            foreach ((string key, long version) in gone)
            {
                if (_known.GetValueOrDefault(key) is { } known && known.Version == version)
                {
                    _known = _known.Remove(key);
                    changed.Add(key);
                }
            }
        }

        foreach (string key in changed)
        {
            try
            {
                Raise(key, by: null);
            }
            catch (CryptographicException)
            {
                _logger.Undecipherable(key, _target.Name);
            }
            catch (Exception e)
            {
                _logger.TakingOverFailed(key, e);
            }
        }
    }

    // Whoever writes knows it already, and may hold a lock.
    private void Raise(string key, Document? by)
    {
        foreach (Document document in _documents)
        {
            if (document != by && document.Key == key)
            {
                document.RaiseChanged();
            }
        }

        Changed?.Invoke(key);
    }

    private sealed class Known(long version, byte[] raw)
    {
        public long Version { get; } = version;

        public byte[] Raw { get; } = raw;

        public DocumentContent? Content { get; set; }
    }

    private sealed class Document(PostgresDocumentStore store, string key, bool secret) : IDocument
    {
        public event Action? Changed;

        public string Key => key;

        public string Name => $"{key} in {store._target.Name}";

        public DocumentContent? Read() => store.Find(key, secret);

        public DocumentContent? Update(Func<DocumentContent?, byte[]?> change) => store.Update(key, secret, change, this);

        public string KeepAside(DocumentContent content, string label)
        {
            string aside = $"{key}.{label}";
            store.Update(aside, secret, _ => content.Bytes.ToArray(), this);
            return aside;
        }

        public void RaiseChanged() => Changed?.Invoke();

        public void Dispose() => ImmutableInterlocked.Update(ref store._documents, static (all, one) => all.Remove(one), this);
    }
}
