using System.Text;

namespace Sapphire.Kernel.Configuration;

/// <summary>Reads configuration files and what they include. One instance serves one read, so that it can count.</summary>
internal sealed class HoconIncluder
{
    /// <summary>The largest file that is read, in bytes.</summary>
    internal const int MaximumBytes = 1 << 20;

    /// <summary>Most files in one read: a dozen files that include each other twice are thousands.</summary>
    internal const int MaximumFiles = 500;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stack<string> _open = new();
    private int _files;

    /// <summary>Reads a file from the root.</summary>
    /// <exception cref="HoconException">The file cannot be read or is not HOCON.</exception>
    public HoconObject ParseFile(string path)
    {
        var full = Path.GetFullPath(path);
        return Read(full, HoconPath.Root, new ConfigOrigin(full, 0, 0));
    }

    /// <summary>Reads a file for an include statement; a missing file that is not required is an empty object.</summary>
    public HoconObject Include(string name, bool required, HoconPath at, ConfigOrigin statement, string? includingFile)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
            throw new HoconException(statement, "the name of the file to include is empty or not valid");
        // Relative to the file that includes, never to the folder in which the program was started.
        if (includingFile is null && !Path.IsPathRooted(name))
            throw new HoconException(statement, $"'{name}' is a relative path, and this text is in no file that it could be relative to");
        var full = includingFile is null ? Path.GetFullPath(name) : Path.GetFullPath(name, Path.GetDirectoryName(includingFile)!);
        if (!File.Exists(full))
        {
            return required
                ? throw new HoconException(statement, $"the required file '{full}' does not exist")
                : new HoconObject(statement);
        }

        if (_open.Contains(full, StringComparer.Ordinal))
            throw new HoconException(statement, $"'{full}' includes itself: {string.Join(" → ", _open.Reverse().SkipWhile(file => !string.Equals(file, full, StringComparison.Ordinal)).Append(full).Select(Path.GetFileName))}");
        return Read(full, at, statement);
    }

    private HoconObject Read(string full, HoconPath at, ConfigOrigin cause)
    {
        if (++_files > MaximumFiles)
            throw new HoconException(cause, $"more than {MaximumFiles} files are included");
        var text = ReadText(full, cause);
        _open.Push(full);
        var result = HoconParser.Parse(text, full, at, this);
        _open.Pop();
        return result;
    }

    private static string ReadText(string full, ConfigOrigin cause)
    {
        try
        {
            using var stream = File.OpenRead(full);
            // A device says that it is empty.
            var buffer = new byte[(stream.Length is > 0 and <= MaximumBytes and var size ? (int)size : MaximumBytes) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaximumBytes)
                throw new HoconException(cause, $"'{full}' is larger than {MaximumBytes / 1024} KiB");
            return StrictUtf8.GetString(buffer, 0, length);
        }
        catch (DecoderFallbackException exception)
        {
            throw new HoconException(new ConfigOrigin(full, 0, 0), $"the file is not UTF-8: byte {exception.Index} is wrong", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HoconException(cause, $"'{full}' cannot be read: {exception.Message}", exception);
        }
    }
}
