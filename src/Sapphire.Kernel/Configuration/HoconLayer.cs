namespace Sapphire.Kernel.Configuration;

/// <summary>One of the texts that make a configuration.</summary>
internal sealed record HoconLayer(string? Path, string? Text, bool Optional)
{
    public static HoconLayer File(string path) => new(path, null, Optional: false);

    /// <returns>Null for an optional file that is not there.</returns>
    /// <exception cref="HoconException">The file cannot be read, or the text is not HOCON.</exception>
    public HoconObject? Parse()
    {
        if (Path is null)
            return HoconParser.Parse(Text!, HoconSource.None, HoconPath.Root, new HoconIncluder());
        if (Optional && !System.IO.File.Exists(Path))
            return null;
        return new HoconIncluder().ParseFile(Path);
    }
}
