using System.Text;

namespace Sapphire.Audio.Native;

/// <summary>Finds shared libraries where the dynamic linker looks for them, without loading any.</summary>
internal static class LibrarySearch
{
    // The index that ldconfig writes (glibc). Its text holds the whole path of each library, ended by a zero.
    private const string Cache = "/etc/ld.so.cache";

    private static readonly string[] Folders = ["/lib", "/usr/lib", "/usr/local/lib", "/lib64", "/usr/lib64"];

    /// <summary>True when the linker would find <paramref name="file"/>. A file that is there but damaged counts.</summary>
    public static bool Contains(string file) =>
        (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(Folders)
            .Any(folder => File.Exists(Path.Combine(folder, file)))
        || InCache(file);

    private static bool InCache(string file)
    {
        byte[] cache;
        try
        {
            cache = File.ReadAllBytes(Cache);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // musl has none, and looks in the folders above only.
            return false;
        }

        byte[] name = Encoding.UTF8.GetBytes($"/{file}\0");
        for (int at = 0; ;)
        {
            int found = cache.AsSpan(at).IndexOf(name);
            if (found < 0)
            {
                return false;
            }

            int end = at + found + name.Length - 1;
            int start = cache.AsSpan(0, end).LastIndexOf((byte)0) + 1;
            // The index outlives a library that was just removed.
            if (File.Exists(Encoding.UTF8.GetString(cache, start, end - start)))
            {
                return true;
            }

            at = end;
        }
    }
}
