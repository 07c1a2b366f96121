using System.Collections.Immutable;
using Sapphire.Actors.Configuration;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Cli;

/// <summary>The journal that a home keeps outside itself.</summary>
internal static class ExternalJournals
{
    /// <summary>As the home's configuration says; null when its journal is a file of the home.</summary>
    /// <exception cref="CliException">The configuration is wrong.</exception>
    /// <exception cref="Sapphire.Persistence.Sqlite.StorageException">There is no connection string, or it cannot be used.</exception>
    public static IExternalJournal? Of(HomeFolder home)
    {
        SapphireOptions options = NodeConfiguration.Read(home);
        return options.Storage.Kind == StorageKind.PostgreSql ? new PostgresBackup(options.Storage.PostgreSql.ForJournal(home, options.Journal)) : null;
    }

    /// <summary>The file that the configuration names for the connection string, where it names one.</summary>
    public static ImmutableHashSet<string> SecretFiles(HomeFolder home) =>
        NodeConfiguration.Read(home).Storage.PostgreSql.ConnectionStringFile is { Length: > 0 } file ? [Path.GetFullPath(Path.Combine(home.Root, file))] : [];
}
