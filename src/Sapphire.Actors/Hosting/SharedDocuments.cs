using Microsoft.Extensions.Logging;
using Sapphire.Actors.Configuration;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Hosting;

/// <summary>Opens what the nodes of a cluster share beside the journal: settings, keys, logins.</summary>
public static class SharedDocuments
{
    /// <summary>The documents of a node. Connects to the database where they are shared; blocks meanwhile.</summary>
    /// <exception cref="StorageException">The database cannot be used, or the cluster's secret is missing or another one; the message says what to do.</exception>
    public static NodeDocuments Open(HomeFolder home, SapphireOptions options, TimeProvider time, ILoggerFactory logging) =>
        new(home, options.SharesState ? OpenStore(home, options, time, logging) : null, time, logging);

    private static PostgresDocumentStore OpenStore(HomeFolder home, SapphireOptions options, TimeProvider time, ILoggerFactory logging)
    {
        DocumentCipher cipher = DocumentCipher.Create(options.Cluster.Secret.Value);
        return PostgresDocumentStore.Open(options.Storage.PostgreSql.ForJournal(home, options.Journal), cipher, time: time, logger: logging.CreateLogger<PostgresDocumentStore>());
    }
}
