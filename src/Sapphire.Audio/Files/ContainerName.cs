using System.Text;

namespace Sapphire.Audio.Files;

/// <summary>What a file is that is not read, by its first bytes.</summary>
/// <param name="Name">For people, with an article.</param>
/// <param name="IsSound">True when there may be sound in it, to be converted.</param>
internal sealed record ContainerName(string Name, bool IsSound)
{
    private const int Looked = 64;

    private static readonly (int At, byte[] Magic, ContainerName Name)[] Known =
    [
        (4, [.. "ftyp"u8], new("M4A or MP4", true)),
        (0, [0x1A, 0x45, 0xDF, 0xA3], new("WebM or Matroska", true)),
        (0, [0x30, 0x26, 0xB2, 0x75], new("WMA", true)),
        (0, [0xFF, 0xF1], new("AAC", true)),
        (0, [0xFF, 0xF9], new("AAC", true)),
        (0, [.. "#!AMR"u8], new("AMR", true)),
        (8, [.. "AVI "u8], new("AVI", true)),
        (8, [.. "WEBP"u8], new("a picture", false)),
        (0, [0x89, .. "PNG"u8], new("a picture", false)),
        (0, [0xFF, 0xD8, 0xFF], new("a picture", false)),
        (0, [.. "GIF8"u8], new("a picture", false)),
        (0, [.. "%PDF"u8], new("a PDF document", false)),
        (0, [.. "PK"u8, 3, 4], new("a zip archive", false)),
        (0, [0x1F, 0x8B], new("a gzip archive", false)),
        (0, [0x7F, .. "ELF"u8], new("a program", false)),
    ];

    /// <summary>Looks at the beginning of a stream that can seek.</summary>
    /// <returns>What it is; null when that is not known.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ContainerName? Of(Stream stream)
    {
        Span<byte> buffer = stackalloc byte[Looked];
        stream.Position = 0;
        ReadOnlySpan<byte> start = buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        foreach ((int at, byte[] magic, ContainerName name) in Known)
        {
            if (start.Length >= at + magic.Length && start[at..].StartsWith(magic))
            {
                return name;
            }
        }

        return IsText(start) ? OfText(Encoding.ASCII.GetString(start).TrimStart()) : null;
    }

    private static ContainerName OfText(string text) =>
        text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            ? new ContainerName("a web page (HTML)", false)
            : new ContainerName("text", false);

    // A letter of several bytes may be cut at the end, so that only bytes that UTF-8 never has tell bytes from text.
    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (byte b in start)
        {
            if (b is < 0x20 and not (byte)'\n' and not (byte)'\r' and not (byte)'\t' || b is 0x7F or 0xC0 or 0xC1 or > 0xF4)
            {
                return false;
            }
        }

        return true;
    }
}
