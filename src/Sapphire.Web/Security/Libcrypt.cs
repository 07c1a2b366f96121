using System.Reflection;
using System.Runtime.InteropServices;

namespace Sapphire.Web.Security;

/// <summary>libxcrypt's reentrant functions. Debian: package <c>libcrypt1</c>; other distributions name it <c>libcrypt.so.2</c>; musl has none.</summary>
internal static unsafe partial class Libcrypt
{
    /// <summary><c>sizeof(struct crypt_data)</c>.</summary>
    public const int DataSize = 32_768;

    /// <summary><c>CRYPT_GENSALT_OUTPUT_SIZE</c>.</summary>
    public const int SettingSize = 192;

    private const string Name = "libcrypt";

    private static readonly Lazy<IntPtr> Library = new(Load);

    static Libcrypt() => NativeLibrary.SetDllImportResolver(typeof(Libcrypt).Assembly, Resolve);

    /// <summary>True when the library is there and has the functions.</summary>
    public static bool IsAvailable => Library.Value != IntPtr.Zero;

    /// <summary>Hashes <paramref name="phrase"/>; NULL on error.</summary>
    [LibraryImport(Name, EntryPoint = "crypt_rn")]
    public static partial byte* Crypt(byte* phrase, byte* setting, byte* data, int size);

    /// <summary>Makes a setting (a salt); NULL on error.</summary>
    [LibraryImport(Name, EntryPoint = "crypt_gensalt_rn")]
    public static partial byte* GenSalt(byte* prefix, CULong count, byte* random, int randomLength, byte* output, int outputSize);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? Library.Value : IntPtr.Zero;

    private static IntPtr Load()
    {
        foreach (string file in new[] { "libcrypt.so.1", "libcrypt.so.2" })
        {
            // glibc's old libcrypt.so.1 has no crypt_rn, and no bcrypt either.
            if (NativeLibrary.TryLoad(file, out IntPtr library))
            {
                if (NativeLibrary.TryGetExport(library, "crypt_rn", out _) && NativeLibrary.TryGetExport(library, "crypt_gensalt_rn", out _))
                {
                    return library;
                }

                NativeLibrary.Free(library);
            }
        }

        return IntPtr.Zero;
    }
}
