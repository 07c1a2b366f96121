using System.Runtime.InteropServices;

namespace Sapphire.Persistence.Files;

/// <summary>Which file a path means: device and inode. An open file that was renamed, removed or replaced no longer has that of its path.</summary>
internal static unsafe partial class FileIdentity
{
    // https://man7.org/linux/man-pages/man2/statx.2.html: the same layout on every processor, unlike stat's.
    private const int CurrentFolder = -100;
    private const uint Inode = 0x100;
    private static bool _unsupported = !OperatingSystem.IsLinux();

    /// <summary>Device and inode; zeros when the path leads nowhere; null where the system cannot say.</summary>
    public static (ulong Device, ulong Inode)? Of(string path)
    {
        if (_unsupported)
        {
            return null;
        }

        byte* buffer = stackalloc byte[256];
        try
        {
            if (Statx(CurrentFolder, path, 0, Inode, buffer) != 0)
            {
                return (0, 0);
            }
        }
        catch (EntryPointNotFoundException)
        {
            _unsupported = true;
            return null;
        }

        ReadOnlySpan<byte> found = new(buffer, 256);
        return (BitConverter.ToUInt64(found[136..144]), BitConverter.ToUInt64(found[32..40]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* buffer);
}
