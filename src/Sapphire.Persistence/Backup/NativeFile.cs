using System.Runtime.InteropServices;

namespace Sapphire.Persistence.Backup;

/// <summary>The C library's rename(2): it moves whatever has the name, links that lead nowhere included.</summary>
internal static partial class NativeFile
{
    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Rename(string from, string to);
}
