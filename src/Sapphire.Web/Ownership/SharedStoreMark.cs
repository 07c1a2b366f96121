using Sapphire.Actors.Configuration;
using Sapphire.Persistence.Files;
using Sapphire.Web.Cli;

namespace Sapphire.Web.Ownership;

/// <summary>
/// Remembers that the node of a home keeps its chats in a database. A verb that finds no node there, and no database in the
/// configuration since the command line had named it, would else work on empty files of the home that no node reads.
/// </summary>
internal static class SharedStoreMark
{
    /// <summary>A node starts on the home.</summary>
    public static void Set(HomeFolder home, SapphireOptions options)
    {
        string path = PathOf(home);
        if (options.Storage.Kind != StorageKind.PostgreSql)
        {
            File.Delete(path);
        }
        else if (!File.Exists(path))
        {
            File.WriteAllText(path, "The node of this home keeps its chats in PostgreSQL.\n");
        }
    }

    /// <summary>Refuses a configuration without the database that the node has.</summary>
    /// <exception cref="CliException">It names none; says what to do.</exception>
    public static void Check(HomeFolder home, SapphireOptions options)
    {
        if (options.Storage.Kind != StorageKind.PostgreSql && File.Exists(PathOf(home)))
        {
            throw new CliException(
                $"The node of the home {home.Root} keeps its chats in a database that was named on its command line (--store), and it does not run now. Start it; or name the database here too, in the environment (SAPPHIRE_STORAGE=postgresql and SAPPHIRE_POSTGRESQL) or in {home.ConfigurationFile} (sapphire.storage).",
                ExitStatus.Configuration);
        }
    }

    private static string PathOf(HomeFolder home) => Path.Combine(home.Root, "shared-store");
}
