using System.Collections.Immutable;
using Sapphire.Persistence.Files;

namespace Sapphire.Persistence.Blobs;

/// <summary>Blobs as files, 256 folders of them. Each is written under another name first, so that none is ever half there. When one was last kept is its file's time.</summary>
/// <param name="folder">The folder; made when the first one is kept.</param>
/// <param name="time">The clock; the system's where not given.</param>
public sealed class FileBlobStore(string folder, TimeProvider? time = null) : IBlobStore
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _writing = new();

    /// <inheritdoc/>
    public Task<string> SaveAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            string id = BlobId.Of(bytes.Span);
            string path = PathOf(id);
            // What is being deleted must not be taken for there.
            lock (_writing)
            {
                if (!File.Exists(path))
                {
                    MakePrivate(Path.GetDirectoryName(path)!);
                    DurableFile.Write(path, bytes.Span);
                }

                Renew(path);
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
    public Task<ImmutableArray<BlobInfo>> ListAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => Task.Run<ImmutableArray<BlobInfo>>(
        () => !Directory.Exists(folder)
            ? []
            : [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(static file => BlobId.IsValid(file.Name))
                .Select(static file => new BlobInfo(file.Name, new DateTimeOffset(file.LastWriteTimeUtc)))
                .Where(blob => blob.KeptAt < before)],
        cancellationToken);

    /// <inheritdoc/>
    public Task RenewAsync(string id, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            lock (_writing)
            {
                if (BlobId.IsValid(id) && File.Exists(PathOf(id)))
                {
                    Renew(PathOf(id));
                }
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string id, DateTimeOffset before, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            lock (_writing)
            {
                if (!BlobId.IsValid(id) || !File.Exists(PathOf(id)) || File.GetLastWriteTimeUtc(PathOf(id)) >= before.UtcDateTime)
                {
                    return false;
                }

                File.Delete(PathOf(id));
                return true;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string PathOf(string id) => Path.Combine(folder, id[..2], id);

    private void Renew(string path) => File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);

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
