using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sapphire.Persistence.Sqlite;

/// <summary>
/// Chooses the native SQLite once per process: the system's, which its distribution patches, where it is there, not older than
/// the bundled one (3.35.5) and has FTS5; else the bundled one.
/// </summary>
public static unsafe class SqliteLibrary
{
    private const int BundledVersion = 3_035_005;
    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Version and origin of the library in use, for the log.</summary>
    public static string Description => Loaded.Value;

    /// <summary>
    /// A connection, not yet open. Every connection is made here: one that was opened before the library is chosen would bind some
    /// functions to the bundled library and leave others to the system's, and a handle of the one is garbage to the other.
    /// </summary>
    public static SqliteConnection Connect(SqliteConnectionStringBuilder options)
    {
        _ = Loaded.Value;
        return new(options.ToString());
    }

    private static string Load()
    {
        nint system = FindSystemLibrary();
        if (system != 0)
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        }

        Batteries_V2.Init();
        string origin = system != 0 ? "the system's" : "the bundled one";
        return $"SQLite {raw.sqlite3_libversion().utf8_to_string()} ({origin})";

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
            string.Equals(name, "e_sqlite3", StringComparison.Ordinal) ? system : 0;
    }

    private static nint FindSystemLibrary()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libsqlite3.so.0", out nint library))
        {
            return 0;
        }

        if (NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out nint version)
            && NativeLibrary.TryGetExport(library, "sqlite3_compileoption_used", out nint option)
            && NativeLibrary.TryGetExport(library, "sqlite3_threadsafe", out nint threadSafe)
            && ((delegate* unmanaged[Cdecl]<int>)version)() >= BundledVersion
            && ((delegate* unmanaged[Cdecl]<int>)threadSafe)() != 0)
        {
            fixed (byte* fts5 = "ENABLE_FTS5\0"u8)
            {
                if (((delegate* unmanaged[Cdecl]<byte*, int>)option)(fts5) != 0)
                {
                    return library;
                }
            }
        }

        NativeLibrary.Free(library);
        return 0;
    }
}
