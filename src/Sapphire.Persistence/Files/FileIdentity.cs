using System.Runtime.InteropServices;
using System.Text;

namespace Sapphire.Persistence.Files;

/// <summary>Which file a path means: device and inode. An open file that was renamed, removed or replaced no longer has that of its path.</summary>
internal static unsafe partial class FileIdentity
{
    // https://man7.org/linux/man-pages/man2/statx.2.html: the same layout on every processor, unlike stat's.
    private const int CurrentFolder = -100;
    private const uint Inode = 0x100;
    private const int NoEntry = 2; // ENOENT
    private const int NoFolder = 20; // ENOTDIR
    private static bool _unsupported = !OperatingSystem.IsLinux();

    /// <summary>Device and inode; zeros when the path leads nowhere; null where the system cannot say, or just now did not.</summary>
    public static (ulong Device, ulong Inode)? Of(string path) => Of(Encoding.UTF8.GetBytes(path + '\0'));

    /// <summary>The same of a path that ends in a zero byte: for those who ask often.</summary>
    public static (ulong Device, ulong Inode)? Of(ReadOnlySpan<byte> path)
    {
        if (_unsupported)
        {
            return null;
        }

        byte* buffer = stackalloc byte[256];
        try
        {
            fixed (byte* name = path)
            {
                if (Statx(CurrentFolder, name, 0, Inode, buffer) != 0)
                {
                    return Marshal.GetLastPInvokeError() is NoEntry or NoFolder ? (0, 0) : null;
                }
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

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(int folder, byte* path, int flags, uint mask, byte* buffer);
}
