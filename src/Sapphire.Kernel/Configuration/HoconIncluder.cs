using System.Reflection;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// Reads configuration files and what they include. One instance serves one read, so that it can count. Files of the
/// disk and resources that are embedded in assemblies can be included; the latter stand for the class path of the
/// specification. Nothing is fetched over a network.
/// </summary>
internal sealed class HoconIncluder
{
    /// <summary>Most files in one read: a dozen files that include each other twice are thousands.</summary>
    internal const int MaximumFiles = 500;

    private readonly Stack<string> _open = new();
    private int _files;

    /// <summary>How deep objects, lists and includes nest where the parser is, counted over all texts that are open.</summary>
    public int Depth { get; set; }

    /// <summary>Reads a file from the root, as its extension says.</summary>
    /// <exception cref="HoconException">The file cannot be read or is not HOCON.</exception>
    public HoconObject ParseFile(string path)
    {
        var full = Path.GetFullPath(path);
        return Read(HoconSource.OfFile(full), HoconPath.Root, new ConfigOrigin(full, 0, 0));
    }

    /// <summary>Reads an embedded resource from the root, or null where there is none of that name.</summary>
    /// <exception cref="HoconException">The resource is not HOCON.</exception>
    public HoconObject? ParseResource(Assembly assembly, string name) =>
        ReadAll(name, candidate => HoconResources.Find(assembly, candidate), HoconPath.Root, ConfigOrigin.None);

    /// <summary>Reads what an include statement names; something missing that is not required is an empty object.</summary>
    public HoconObject Include(HoconInclude statement, HoconPath at, HoconSource from)
    {
        var name = statement.Name;
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
            throw new HoconException(statement.Origin, "the name of the file to include is empty or not valid");
        var found = statement.Kind switch
        {
            HoconIncludeKind.Url => Url(statement, at),
            HoconIncludeKind.ClassPath => ReadAll(name, candidate => HoconResources.Find(from.Assembly, candidate), at, statement.Origin),
            HoconIncludeKind.File => Files(statement, at, from),
            _ when HoconFiles.IsUrl(name) => Url(statement, at),
            _ => Adjacent(statement, at, from),
        };
        if (found is null && statement.Required)
            throw new HoconException(statement.Origin, $"the required {Describe(statement, from)} does not exist");
        return found ?? new HoconObject(statement.Origin);
    }

    // Relative to what includes, never to the folder in which the program was started.
    private HoconObject? Adjacent(HoconInclude statement, HoconPath at, HoconSource from)
    {
        if (from.Assembly is not null)
            return ReadAll(statement.Name, candidate => HoconResources.FindBeside(from, candidate), at, statement.Origin);
        var relativeToNothing = !from.IsFile && !Path.IsPathRooted(statement.Name);
        var found = relativeToNothing ? null : Files(statement, at, from);
        found ??= ReadAll(statement.Name, candidate => HoconResources.Find(null, candidate), at, statement.Origin);
        return found is null && relativeToNothing ? throw RelativeToNothing(statement) : found;
    }

    private HoconObject? Files(HoconInclude statement, HoconPath at, HoconSource from)
    {
        if (!from.IsFile && !Path.IsPathRooted(statement.Name))
            throw RelativeToNothing(statement);
        return ReadAll(statement.Name, candidate => HoconFiles.Find(candidate, from), at, statement.Origin);
    }

    // The address says exactly which file is meant, extension and all.
    private HoconObject? Url(HoconInclude statement, HoconPath at) =>
        HoconFiles.Find(HoconFiles.OfUrl(statement), HoconSource.None) is { } source ? Read(source, at, statement.Origin) : null;

    // A name without an extension stands for the files of that name with any known one, all of them.
    private HoconObject? ReadAll(string name, Func<string, HoconSource?> find, HoconPath at, ConfigOrigin cause)
    {
        HoconNode? merged = null;
        if (!HoconSource.HasKnownExtension(name))
        {
            foreach (var extension in HoconSource.KnownExtensions)
            {
                if (find(name + extension) is { } source)
                    merged = HoconMerge.Combine(merged, Read(source, at, cause), inPlace: true);
            }
        }

        return (HoconObject?)merged ?? (find(name) is { } exact ? Read(exact, at, cause) : null);
    }

    private HoconObject Read(HoconSource source, HoconPath at, ConfigOrigin cause)
    {
        var name = source.Name!;
        if (_open.Contains(name, StringComparer.Ordinal))
            throw new HoconException(cause, $"'{name}' includes itself: {string.Join(" → ", _open.Reverse().SkipWhile(file => !string.Equals(file, name, StringComparison.Ordinal)).Append(name).Select(Path.GetFileName))}");
        if (++_files > MaximumFiles)
            throw new HoconException(cause, $"more than {MaximumFiles} files are included");
        var text = HoconFiles.ReadText(source, cause);
        if (source.Is(".properties"))
            return HoconProperties.Parse(text, source.Name);
        if (source.Is(".json"))
            HoconJson.Check(text, source.Name);
        _open.Push(name);
        var result = HoconParser.Parse(text, source, at, this);
        _open.Pop();
        return result;
    }

    private static string Describe(HoconInclude statement, HoconSource from) =>
        statement.Kind != HoconIncludeKind.ClassPath && from.IsFile && !HoconFiles.IsUrl(statement.Name)
            ? $"file '{Path.GetFullPath(statement.Name, Path.GetDirectoryName(from.Name)!)}'"
            : $"{(statement.Kind == HoconIncludeKind.ClassPath || from.Assembly is not null ? "embedded resource" : "file")} '{statement.Name}'";

    private static HoconException RelativeToNothing(HoconInclude statement) =>
        new(statement.Origin, $"'{statement.Name}' is a relative path, and this text is in no file that it could be relative to; write the whole path, or embed a resource of that name");
}
