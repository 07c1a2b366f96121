namespace Sapphire.Audio.Tests;

/// <summary>The folder of real recordings beside the repository, or where <c>SAPPHIRE_TESTDATA</c> says.</summary>
internal static class TestData
{
    private static readonly Lazy<string> Folder = new(Find);

    /// <summary>The path of a recording: <c>audio/speech/jfk.wav</c>.</summary>
    public static string Path(string file)
    {
        string path = System.IO.Path.Combine(Folder.Value, file);
        File.Exists(path).ShouldBeTrue($"{path} is missing; set SAPPHIRE_TESTDATA.");
        return path;
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("SAPPHIRE_TESTDATA") is { Length: > 0 } folder)
        {
            return folder;
        }

        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Sapphire.sln")))
        {
            root = root.Parent;
        }

        return System.IO.Path.Combine(root.ShouldNotBeNull().FullName, "..", "shared", "testdata");
    }
}
