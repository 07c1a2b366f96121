using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Backup;

/// <summary>Copies a file that somebody may be writing: what changed while it was read is read again.</summary>
internal static partial class StableCopy
{
    private const int Attempts = 20;

    // A file younger than this may be half written, by a program that empties it first and then fills it.
    private static readonly TimeSpan Young = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Copies <paramref name="from"/> to the new file <paramref name="to"/>.</summary>
    /// <returns>Size and hash of the copy; null when there is no such plain file (any more).</returns>
    /// <exception cref="StorageException">Busy: it did not stop changing.</exception>
    public static async Task<(long Size, string Sha256)?> CopyAsync(string from, string to, TimeProvider time, CancellationToken cancellationToken)
    {
        (long Size, string Sha256)? before = null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }

            using SafeFileHandle? source = Open(from);
            if (source is null)
            {
                return null;
            }

            DateTime changed = File.GetLastWriteTimeUtc(source);
            long length = RandomAccess.GetLength(source);
            File.Delete(to);
            (long Size, string Sha256) copied = Copy(source, to, cancellationToken);
            bool same = copied.Size == length && RandomAccess.GetLength(source) == length && File.GetLastWriteTimeUtc(source) == changed;

            // A time in the future never grows old; then what was there twice is taken.
            bool old = time.GetUtcNow().UtcDateTime - changed > Young || (attempt > Attempts / 2 && copied == before);
            if (same && old)
            {
                KeepTraits(from, to, changed);
                return copied;
            }

            before = copied;
        }

        throw new StorageException(StorageReason.Busy, $"{from} does not stop changing while it is read. Try again when the program that writes it is done.");
    }

    /// <summary>Copies an open file from its beginning.</summary>
    private static (long Size, string Sha256) Copy(SafeFileHandle source, string to, CancellationToken cancellationToken)
    {
        using FileStream target = PrivateFolder.CreateFile(to);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            long size = 0;
            while (RandomAccess.Read(source, buffer, size) is > 0 and int count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                target.Write(buffer, 0, count);
                hash.AppendData(buffer, 0, count);
                size += count;
            }

            return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void KeepTraits(string from, string to, DateTime changed)
    {
        if (!OperatingSystem.IsWindows())
        {
            // The owner must be able to read the copy again, and to write what is restored.
            File.SetUnixFileMode(to, File.GetUnixFileMode(from) & BackupArchive.ModeMask | Files.DurableFile.Private);
        }

        File.SetLastWriteTimeUtc(to, changed);
    }

    /// <summary>Opens a plain file to read; null for anything else, and where there is none.</summary>
    public static SafeFileHandle? Open(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }

            // A pipe without a writer would hold File.OpenHandle up for ever.
            int flags = OperatingSystem.IsLinux() ? 0x800 | 0x80000 : 0x4 | 0x1000000; // O_NONBLOCK | O_CLOEXEC
            int descriptor = OpenFile(path, flags);
            if (descriptor < 0)
            {
                const int NoEntry = 2, NoDevice = 6; // ENOENT; ENXIO: a socket.
                return Marshal.GetLastPInvokeError() is NoEntry or NoDevice ? null : throw new IOException($"Cannot read {path}: {Marshal.GetLastPInvokeErrorMessage()}.");
            }

            SafeFileHandle handle = new(descriptor, ownsHandle: true);
            try
            {
                _ = RandomAccess.GetLength(handle);
                return handle;
            }
            catch (NotSupportedException)
            {
                handle.Dispose();
                return null;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenFile(string path, int flags);
}
