namespace Sapphire.Architecture.Tests;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "node_modules", "wwwroot", "artifacts", ".git", "dist", "coverage"];

    /// <summary>The folder of <c>Sapphire.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The projects under <c>src</c>, by name.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } = Files("src", "*.csproj")
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);

    /// <summary>Files that a person wrote, below a folder of the repository.</summary>
    public static IEnumerable<string> Files(string folder, params string[] patterns) =>
        Walk(new DirectoryInfo(Path.Combine(Root, folder)), patterns);

    /// <summary>The path as it is shown in a message.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static IEnumerable<string> Walk(DirectoryInfo folder, string[] patterns)
    {
        if (!folder.Exists)
            yield break;
        foreach (var file in patterns.SelectMany(folder.EnumerateFiles))
            yield return file.FullName;
        foreach (var child in folder.EnumerateDirectories().Where(child => !Generated.Contains(child.Name, StringComparer.Ordinal)))
        {
            foreach (var file in Walk(child, patterns))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sapphire.sln")))
                return folder.FullName;
        }

        throw new FileNotFoundException("Sapphire.sln is in no folder above the tests.");
    }
}
