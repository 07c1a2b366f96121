using System.Text;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Ownership;

/// <summary>
/// Where the control socket of a home is. A socket's path has at most 107 bytes; a home with a longer one gets a private
/// folder of its own in the runtime folder, and a note in the home says which.
/// </summary>
internal static class ControlSocketPath
{
    private const int MaximumBytes = 107;
    private const string Prefix = "sapphire-";

    /// <summary>The path to connect to.</summary>
    public static string Find(HomeFolder home)
    {
        string note = Note(home);
        return Fits(home.ControlSocket) || !File.Exists(note) ? home.ControlSocket : File.ReadAllText(note).Trim();
    }

    /// <summary>True when <paramref name="path"/> can name a socket.</summary>
    public static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= MaximumBytes;

    /// <summary>The path to listen on, with nothing in its place. Only the owner of the home may call this: what lies there is then stale.</summary>
    public static string Prepare(HomeFolder home)
    {
        Remove(home);
        if (Fits(home.ControlSocket))
        {
            return home.ControlSocket;
        }

        // The name is drawn by the system and the folder is 0700 from its first moment: in a shared /tmp nobody can be there before us.
        string path = Path.Combine(MakeFolder(), "control.sock");
        DurableFile.Write(Note(home), Encoding.UTF8.GetBytes(path + "\n"));
        return path;
    }

    /// <summary>Removes the socket, and the folder and the note of a long one.</summary>
    public static void Remove(HomeFolder home)
    {
        string note = Note(home);
        if (File.Exists(note))
        {
            string path = File.ReadAllText(note).Trim();
            string? folder = Path.GetDirectoryName(path);
            // The note is a file that anything may have damaged: delete only what looks like ours.
            if (folder is not null && Path.GetFileName(folder).StartsWith(Prefix, StringComparison.Ordinal) && Path.GetFileName(path) == "control.sock" && Directory.Exists(folder))
            {
                File.Delete(path);
                if (!Directory.EnumerateFileSystemEntries(folder).Any())
                {
                    Directory.Delete(folder);
                }
            }

            File.Delete(note);
        }

        File.Delete(home.ControlSocket);
    }

    private static string Note(HomeFolder home) => Path.Combine(home.Root, "control.path");

    private static string MakeFolder()
    {
        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (!OperatingSystem.IsWindows() && Directory.Exists(runtime) && Fits(Path.Combine(runtime, Prefix + "XXXXXXXX", "control.sock")))
        {
            string folder = Path.Combine(runtime, Prefix + Path.GetRandomFileName()[..8]);
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return folder;
        }

        string temporary = Directory.CreateTempSubdirectory(Prefix).FullName;
        return Fits(Path.Combine(temporary, "control.sock"))
            ? temporary
            : throw new IOException($"The paths of the home and of the temporary folder are too long for a control socket (at most {MaximumBytes} bytes). Set XDG_RUNTIME_DIR or TMPDIR to a shorter one.");
    }
}
