using Sapphire.Actors.Configuration;
using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Cli;

/// <summary><c>config show</c>: works beside a running server, and fails when a value is not allowed.</summary>
internal static class ConfigVerb
{
    public static int Show(string? home)
    {
        HomeFolder folder = HomeFolder.Resolve(home);
        IConfigurationRoot configuration = NodeConfiguration.Load(folder);
        Console.Out.WriteLine($"# home: {folder.Root}");
        Console.Out.Write(ConfigReport.Create(configuration).ToString());
        NodeConfiguration.Read(folder, overrides: new Dictionary<string, string?>(StringComparer.Ordinal));
        return ExitStatus.Ok;
    }
}
