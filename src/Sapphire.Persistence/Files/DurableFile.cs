namespace Sapphire.Persistence.Files;

/// <summary>Writes small files so that a crash leaves the old or the new content, never a part.</summary>
public static class DurableFile
{
    /// <summary>Owner may read and write; nobody else.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes to a temporary name beside <paramref name="path"/>, syncs it, renames it over <paramref name="path"/>, and syncs the folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="mode">Its mode from the first byte on; <see cref="Private"/> for secrets.</param>
    /// <param name="still">Asked right before the rename, as writing takes a while: false leaves the file as it is.</param>
    /// <returns>False when it was left so.</returns>
    public static bool Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = Private, Func<bool>? still = null)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = mode;
            }

            using (FileStream stream = new(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (still?.Invoke() == false)
            {
                File.Delete(temporary);
                return false;
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FolderSync.Sync(folder);
        return true;
    }
}
