using System.Collections.Concurrent;
using System.Text;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Speech;

/// <summary>
/// The private folder (0700) in which workers find their sockets, and the account of all worker processes. Disposing it, after
/// the actors have stopped, ends what is left of them and removes the folder.
/// </summary>
public sealed class WorkerFolder : IAsyncDisposable
{
    // A socket's path has at most 107 bytes.
    private const int MaximumBytes = 107;
    private const string Prefix = "sapphire-w-";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<WorkerProcess, byte> _processes = new();
    private readonly Lock _lock = new();
    private readonly string? _home;
    private string? _folder;
    private long _sockets;
    private bool _disposed;

    /// <summary>The folder <c>run</c> of a home where its path is short enough, else one in the runtime folder. It is made when it is needed.</summary>
    /// <param name="home">The home; this process owns it. Null for the runtime folder.</param>
    public WorkerFolder(HomeFolder? home) => _home = home?.Root;

    /// <summary>Where the folder is; null before the first worker.</summary>
    public string? Path => _folder;

    /// <summary>How many worker processes there are.</summary>
    public int Count => _processes.Count;

    /// <summary>The path of a socket that no worker has had.</summary>
    internal string NextSocket()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _folder ??= Make();
            return System.IO.Path.Combine(_folder, $"{++_sockets:x}.sock");
        }
    }

    internal void Add(WorkerProcess process) => _processes.TryAdd(process, 0);

    internal void Remove(WorkerProcess process) => _processes.TryRemove(process, out _);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        string? folder;
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            folder = _folder;
        }

        await Task.WhenAll(_processes.Keys.Select(process => process.DisposeAsync().AsTask())).WaitAsync(Patience, TimeProvider.System);
        if (folder is null) return;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        if (NotePath is { } note) File.Delete(note);
    }

    private string? NotePath => _home is null ? null : System.IO.Path.Combine(_home, "workers.path");

    private string Make()
    {
        RemoveStale();
        string? inHome = _home is null ? null : System.IO.Path.Combine(_home, "run");
        string folder = inHome is not null && Fits(inHome) ? Create(inHome) : MakeTemporary();
        if (folder != inHome && NotePath is { } note) File.WriteAllText(note, folder + "\n");
        return folder;
    }

    // What a host that was killed has left. This process owns the home, so nobody else can be using it.
    private void RemoveStale()
    {
        if (_home is null) return;
        string inHome = System.IO.Path.Combine(_home, "run");
        if (Directory.Exists(inHome)) Directory.Delete(inHome, recursive: true);
        if (!File.Exists(NotePath)) return;
        string noted = File.ReadAllText(NotePath).Trim();
        // The note is a file that anything may have damaged: delete only what looks like ours.
        if (System.IO.Path.GetFileName(noted).StartsWith(Prefix, StringComparison.Ordinal) && Directory.Exists(noted)
            && Directory.EnumerateFileSystemEntries(noted).All(file => file.EndsWith(".sock", StringComparison.Ordinal)))
        {
            Directory.Delete(noted, recursive: true);
        }

        File.Delete(NotePath);
    }

    private static string MakeTemporary()
    {
        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (!OperatingSystem.IsWindows() && Directory.Exists(runtime))
        {
            string folder = System.IO.Path.Combine(runtime, Prefix + System.IO.Path.GetRandomFileName()[..8]);
            if (Fits(folder)) return Create(folder);
        }

        // The name is drawn by the system and the folder is 0700 from its first moment: in a shared /tmp nobody can be there before us.
        string temporary = Directory.CreateTempSubdirectory(Prefix).FullName;
        return Fits(temporary)
            ? temporary
            : throw new IOException($"The paths of the home and of the temporary folder are too long for a socket (at most {MaximumBytes} bytes). Set XDG_RUNTIME_DIR or TMPDIR to a shorter one.");
    }

    private static string Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    private static bool Fits(string folder) => Encoding.UTF8.GetByteCount(System.IO.Path.Combine(folder, "ffffffff.sock")) <= MaximumBytes;
}
