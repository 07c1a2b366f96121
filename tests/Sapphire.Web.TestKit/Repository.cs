namespace Sapphire.Web.TestKit;

/// <summary>Where things are in the sources and in what was built from them.</summary>
public static class Repository
{
    /// <summary>The folder of <c>Sapphire.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program as it was built beside the tests; <c>SAPPHIRE_APP</c> names another one, or the folder it is in.</summary>
    public static string Program => Environment.GetEnvironmentVariable("SAPPHIRE_APP") is { Length: > 0 } app
        ? Directory.Exists(app) ? Path.Combine(app, "Sapphire.Web.dll") : app
        : Path.Combine(Root, "src", "Sapphire.Web", "bin", Configuration, "net10.0", "Sapphire.Web.dll");

    /// <summary>A program of a test project, built beside the tests.</summary>
    public static string TestProgram(string project) => Path.Combine(Root, "tests", project, "bin", Configuration, "net10.0", project + ".dll");

    // …/bin/<configuration>/net10.0/
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sapphire.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"There is no Sapphire.sln above {AppContext.BaseDirectory}.");
    }
}
