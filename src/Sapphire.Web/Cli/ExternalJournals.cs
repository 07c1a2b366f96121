using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Cli;

/// <summary>The journal that a home keeps outside itself.</summary>
internal static class ExternalJournals
{
    /// <summary>As the home's configuration says; null when its journal is a file of the home.</summary>
    public static IExternalJournal? Of(HomeFolder home) => null;
}
