using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Images;

/// <summary>The images that people attach to messages: checked, and kept under the hash of their bytes.</summary>
/// <param name="blobs">Keeps the bytes.</param>
public sealed class ImageStore(IBlobStore blobs)
{
    /// <summary>The largest image, in bytes.</summary>
    public const int MaxBytes = 10 << 20;

    /// <summary>The longest side, in pixels: what is larger would be an attempt at the memory of whoever decodes it.</summary>
    public const int MaxSide = 16_384;

    /// <summary>The most pixels.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>Checks an image and keeps it. The same image twice is kept once.</summary>
    /// <exception cref="ImageException">It is not taken.</exception>
    /// <exception cref="IOException">It cannot be stored.</exception>
    public async Task<StoredImage> SaveAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ImageInfo info = Check(bytes.Span);
        return new(await blobs.SaveAsync(bytes, cancellationToken), info, bytes);
    }

    /// <summary>An image; null when there is none of that id.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<StoredImage?> FindAsync(string id, CancellationToken cancellationToken) =>
        await blobs.FindAsync(id, cancellationToken) is { } bytes && ImageHeader.Read(bytes.Span) is { } info ? new(id, info, bytes) : null;

    /// <summary>Whether an image is kept; its bytes are not read.</summary>
    /// <exception cref="StorageException">It cannot be looked up.</exception>
    public Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) => blobs.ExistsAsync(id, cancellationToken);

    /// <summary>What an image is.</summary>
    /// <exception cref="ImageException">It is not taken.</exception>
    public static ImageInfo Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ImageException("The image is empty.", "Choose another file.");
        }

        if (bytes.Length > MaxBytes)
        {
            throw TooLarge();
        }

        ImageInfo info = ImageHeader.Read(bytes) ?? throw new ImageException("This is not an image that is known.", "PNG, JPEG, GIF and WebP are taken. Convert it, or choose another file.");
        return info.Width > MaxSide || info.Height > MaxSide || (long)info.Width * info.Height > MaxPixels
            ? throw new ImageException($"The image has {info.Width} × {info.Height} pixels.", $"At most {MaxSide} on a side and {MaxPixels / 1_000_000} million together are taken. Make it smaller.", tooLarge: true)
            : info;
    }

    /// <summary>The refusal of an image with too many bytes.</summary>
    public static ImageException TooLarge() => new("The image is too large.", $"At most {MaxBytes >> 20} MiB are taken. Make it smaller.", tooLarge: true);
}
