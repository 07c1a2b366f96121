using System.Collections.Immutable;

namespace Sapphire.Actors.Import.Old;

/// <summary>Where everything is in the <c>user/</c> folder of the old program. Only read.</summary>
public sealed class OldFolder
{
    private static readonly string[] Signs =
        ["settings.json", "settings", "history", "prompts", "toolsets", "memory.db", "webui", "public", "credentials.json"];

    private OldFolder(string root) => Root = root;

    /// <summary>The absolute path of <c>user/</c>.</summary>
    public string Root { get; }

    /// <summary>Finds the folder.</summary>
    /// <param name="path">The folder <c>user/</c> itself, or the one that it is in.</param>
    /// <exception cref="OldFormatException">There is none; says what to do.</exception>
    public static OldFolder Find(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(full))
        {
            throw new OldFormatException(File.Exists(full)
                ? $"{full} is a file. Name the folder 'user' of the former Sapphire; a backup of it must be unpacked first (tar xzf FILE)."
                : $"There is no folder {full}. Name the folder 'user' of the former Sapphire.");
        }

        string below = Path.Combine(full, "user");
        string root = Directory.Exists(below) && IsUser(below) ? below : full;
        return IsUser(root) || File.Exists(Path.Combine(root, "memory.db"))
            ? new(root)
            : throw new OldFormatException($"{full} is no folder of the former Sapphire: it holds none of {string.Join(", ", Signs.Take(6))}. Name its folder 'user'.");
    }

    /// <summary>The folder in which the old program kept its secrets, apart from <c>user/</c>.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static string DefaultCredentials(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(environment("APPDATA") ?? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "Sapphire");
        }

        string home = environment("HOME") is { Length: > 0 } named ? named : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Application Support", "Sapphire")
            : Path.Combine(environment("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Combine(home, ".config"), "sapphire");
    }

    /// <summary>The path of something in it.</summary>
    public string At(params ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    /// <summary>A path of it as it is reported: below the folder, with slashes.</summary>
    public string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The files of a folder in it by a pattern, sorted; none where there is no such folder.</summary>
    public ImmutableArray<string> Files(string folder, string pattern, bool deep = false)
    {
        string path = folder.Length == 0 ? Root : At(folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, pattern, new EnumerationOptions { RecurseSubdirectories = deep, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint }).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>What lies directly in it, sorted: names of folders end with a slash.</summary>
    public ImmutableArray<string> Top() =>
        [.. Directory.EnumerateDirectories(Root).Select(static path => Path.GetFileName(path) + "/").Concat(Directory.EnumerateFiles(Root).Select(static path => Path.GetFileName(path))).Order(StringComparer.Ordinal)];

    private static bool IsUser(string folder) => Signs.Any(sign => Path.Exists(Path.Combine(folder, sign)));
}
