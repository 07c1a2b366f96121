using Sapphire.Persistence.Files;

namespace Sapphire.Web.Cli;

/// <summary><c>config show</c>.</summary>
internal static class ConfigVerb
{
    public static int Show(string? home)
    {
        HomeFolder folder = HomeFolder.Resolve(home);
        Console.Out.WriteLine($"home = {folder.Root}");
        return ExitStatus.Ok;
    }
}
