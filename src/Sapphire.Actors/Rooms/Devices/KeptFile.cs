using System.Text.Json;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// The utterance that a room keeps, in a file that only its owner may read: a machine that loses its power does not lose what was said.
/// One thing is done after the other, none of it on the caller's thread. Belongs to a room.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="time">The clock.</param>
internal sealed class KeptFile(string path, TimeProvider time)
{
    /// <summary>What was said so long ago is not answered any more: nobody expects it.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromDays(1);

    private Task _last = Task.CompletedTask;

    /// <summary>What is kept; null when nothing is, when it has expired, or when it cannot be read. What has expired is removed, what cannot be read is put aside as <c>….broken</c>.</summary>
    public Task<KeptUtterance?> ReadAsync() => NextAsync(Read);

    /// <summary>Keeps it, in the place of what was kept before.</summary>
    public Task WriteAsync(KeptUtterance kept) => NextAsync(() =>
    {
        string folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(kept, KeptJsonContext.Default.KeptUtterance));
        return true;
    });

    /// <summary>Forgets it.</summary>
    public Task DeleteAsync() => NextAsync(Delete);

    private KeptUtterance? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            KeptUtterance? kept = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeptJsonContext.Default.KeptUtterance);
            if (kept is not null && (kept.Say is not null || kept.Sound is { Length: > 0 }) && time.GetUtcNow() - kept.At < Expiry)
            {
                return kept;
            }
        }
        catch (JsonException)
        {
            // Written whole or not at all: somebody else has written it, or another version. It may be somebody's words, so it stays beside.
            File.Move(path, path + ".broken", overwrite: true);
            return null;
        }

        Delete();
        return null;
    }

    private bool Delete()
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        return true;
    }

    private Task<T> NextAsync<T>(Func<T> work)
    {
        Task<T> next = _last.ContinueWith(_ => work(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _last = next;
        return next;
    }
}
