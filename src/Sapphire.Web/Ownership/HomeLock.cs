using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Sapphire.Persistence.Files;

namespace Sapphire.Web.Ownership;

/// <summary>
/// The home's file lock: an exclusive <c>flock</c> on Unix, a sharing mode on Windows. The kernel releases it when the
/// process ends, however it ends; it is not inherited by child processes.
/// </summary>
internal sealed partial class HomeLock : IDisposable
{
    private readonly FileStream _file;
    private HomeOwner _owner;

    private HomeLock(FileStream file, HomeOwner owner)
    {
        _file = file;
        _owner = owner;
    }

    /// <summary>What the file says about us.</summary>
    public HomeOwner Owner => _owner;

    /// <summary>Takes the lock; null when another process has it.</summary>
    /// <exception cref="IOException">The home cannot be written.</exception>
    public static HomeLock? TryTake(HomeFolder home, string what, TimeProvider time)
    {
        home.Create();
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DurableFile.Private;
        }

        FileStream file;
        try
        {
            file = new(home.LockFile, options);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"Cannot write {home.LockFile}: {e.Message} Make the home writable, or choose another with --home DIR.", e);
        }

        HomeLock taken = new(file, new(Environment.ProcessId, time.GetUtcNow(), what, []));
        try
        {
            taken.Announce([]);
        }
        catch (IOException e)
        {
            taken.Dispose();
            throw new IOException($"Cannot write {home.LockFile}: {e.Message} Make room on the disk, or choose another home with --home DIR.", e);
        }

        return taken;
    }

    /// <summary>Writes the addresses into the file, for those who find the home held.</summary>
    public void Announce(IReadOnlyList<string> addresses)
    {
        _owner = _owner with { Addresses = addresses };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(_owner, OwnershipJson.Default.HomeOwner);
        _file.SetLength(0);
        RandomAccess.Write(_file.SafeFileHandle, json, 0);
    }

    /// <summary>What the present owner wrote; null where that cannot be read.</summary>
    public static HomeOwner? ReadOwner(HomeFolder home)
    {
        try
        {
            using SafeFileHandle handle = OpenUnlocked(home.LockFile);
            byte[] buffer = new byte[16 * 1024];
            int length = RandomAccess.Read(handle, buffer, 0);
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), OwnershipJson.Default.HomeOwner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK of flock (11 on Linux, 35 on macOS), ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32 && e is not (FileNotFoundException or DirectoryNotFoundException);

    private static SafeFileHandle OpenUnlocked(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        // .NET would ask for a shared lock of its own, and be refused by the very lock that we want to read about.
        int descriptor = Open(path, 0);
        return descriptor >= 0
            ? new(descriptor, ownsHandle: true)
            : throw new IOException($"Cannot open {path}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);
}
