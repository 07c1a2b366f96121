using System.Text;

namespace Sapphire.Kernel.Configuration;

/// <summary>Finds and reads the files of the disk, and the bytes of any source.</summary>
internal static class HoconFiles
{
    /// <summary>The largest file that is read, in bytes.</summary>
    internal const int MaximumBytes = 1 << 20;

    private static readonly string[] Protocols = ["file", "http", "https", "ftp", "jar"];

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True when a bare name is a URL of a known protocol.</summary>
    public static bool IsUrl(string name) =>
        Protocols.Any(protocol => name.StartsWith(protocol + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>The file that a URL names.</summary>
    /// <exception cref="HoconException">Not a <c>file:</c> URL.</exception>
    public static string OfUrl(HoconInclude statement)
    {
        var url = statement.Name;
        if (!url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new HoconException(statement.Origin,
                $"'{url}' is not included: a configuration is never fetched over a network, since the program must start without one; save it to a file and include that");
        }

        var path = url["file:".Length..];
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = path.IndexOf('/', 2);
            var host = slash < 0 ? path[2..] : path[2..slash];
            if (slash < 0 || host is not ("" or "localhost"))
                throw new HoconException(statement.Origin, $"'{url}' names a file of another machine; write file:///path");
            path = path[slash..];
        }

        path = Uri.UnescapeDataString(path);
        return Path.IsPathRooted(path) && !path.Contains('\0', StringComparison.Ordinal)
            ? path
            : throw new HoconException(statement.Origin, $"'{url}' names no absolute path; write file:///path");
    }

    /// <summary>The file of a name, relative to the file that names it; null where there is none.</summary>
    public static HoconSource? Find(string name, HoconSource from)
    {
        var full = from.IsFile ? Path.GetFullPath(name, Path.GetDirectoryName(from.Name)!) : Path.GetFullPath(name);
        return File.Exists(full) ? HoconSource.OfFile(full) : null;
    }

    /// <exception cref="HoconException">It cannot be read, is too large or no UTF-8.</exception>
    public static string ReadText(HoconSource source, ConfigOrigin cause)
    {
        try
        {
            using var stream = source.Assembly?.GetManifestResourceStream(source.Resource!) ?? File.OpenRead(source.Name!);
            // A device says that it is empty.
            var buffer = new byte[(stream.Length is > 0 and <= MaximumBytes and var size ? (int)size : MaximumBytes) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaximumBytes)
                throw new HoconException(cause, $"'{source.Name}' is larger than {MaximumBytes / 1024} KiB");
            return StrictUtf8.GetString(buffer, 0, length);
        }
        catch (DecoderFallbackException exception)
        {
            throw new HoconException(new ConfigOrigin(source.Name, 0, 0), $"the file is not UTF-8: byte {exception.Index} is wrong", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new HoconException(cause, $"'{source.Name}' cannot be read: {exception.Message}", exception);
        }
    }
}
