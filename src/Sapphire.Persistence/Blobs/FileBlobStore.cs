using Sapphire.Persistence.Files;

namespace Sapphire.Persistence.Blobs;

/// <summary>Blobs as files, 256 folders of them. Each is written under another name first, so that none is ever half there.</summary>
/// <param name="folder">The folder; made when the first one is kept.</param>
public sealed class FileBlobStore(string folder) : IBlobStore
{
    /// <inheritdoc/>
    public Task<string> SaveAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            string id = BlobId.Of(bytes.Span);
            string path = PathOf(id);
            if (!File.Exists(path))
            {
                MakePrivate(Path.GetDirectoryName(path)!);
                DurableFile.Write(path, bytes.Span);
            }

            return id;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!BlobId.IsValid(id))
        {
            return null;
        }

        try
        {
            return await File.ReadAllBytesAsync(PathOf(id), cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string id, CancellationToken cancellationToken = default) => Task.FromResult(BlobId.IsValid(id) && File.Exists(PathOf(id)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string PathOf(string id) => Path.Combine(folder, id[..2], id);

    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
