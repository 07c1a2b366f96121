using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>Refuses what would fill a disk, before it begins.</summary>
internal static class FreeSpace
{
    // A disk that is filled to its last byte stops the server that runs on it.
    private const long Reserve = 16L << 20;

    /// <summary>Throws where <paramref name="folder"/> has no room for <paramref name="bytes"/>.</summary>
    /// <exception cref="StorageException">Full: says how much is needed and how much there is.</exception>
    public static void Require(string folder, long bytes, string what)
    {
        long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < bytes + Reserve)
        {
            throw new StorageException(
                StorageReason.Full,
                $"There is too little space for {what}: {folder} needs about {Bytes.Format(bytes + Reserve)} free, and there are {Bytes.Format(free)}. Make room, and try again. Nothing was changed.");
        }
    }
}
