using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Images;

/// <summary>
/// Deletes images that nothing refers to. One that is in use is renewed from time to time; one that was not renewed for long goes:
/// <code>
/// kept ──LookAfter──► looked at ── a chat that is not deleted, a persona or an avatar names it ──► renewed
///                        └── nothing does ── Grace since it was last renewed ──► deleted
/// </code>
/// So the images of a deleted chat are there for at least <see cref="Grace"/> less <see cref="LookAfter"/>, and undoing the deletion
/// meanwhile brings all of them back. Several programs on one store may sweep at once.
/// </summary>
/// <param name="blobs">The images.</param>
/// <param name="journal">The events of all chats.</param>
/// <param name="pinned">The images that something else than a chat refers to, at each call. Where it throws, nothing is deleted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For what was deleted, by number.</param>
public sealed class ImageSweep(IBlobStore blobs, IJournal journal, Func<IEnumerable<string?>> pinned, TimeProvider time, ILogger<ImageSweep>? logger = null)
{
    /// <summary>How long after it was kept or renewed an image is looked at.</summary>
    public static readonly TimeSpan LookAfter = TimeSpan.FromDays(30);

    /// <summary>How long after it was last renewed one that nothing refers to is deleted.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(60);

    private const int PageRows = 500;

    /// <summary>Sweeps once.</summary>
    /// <returns>How many images were deleted.</returns>
    /// <exception cref="StorageException">The journal or the images cannot be read; nothing more is deleted.</exception>
    /// <exception cref="IOException">As before.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        ImmutableArray<BlobInfo> old = await blobs.ListAsync(now - LookAfter, cancellationToken);
        if (old.IsEmpty)
        {
            return 0;
        }

        ImageReferences references = new([.. old.Select(static blob => blob.Id)]);
        long after = 0;
        while (await journal.ReadAllAsync(after, PageRows, cancellationToken) is { IsEmpty: false } page)
        {
            foreach (JournalRow row in page)
            {
                references.Take(row);
            }

            after = page[^1].Ordering;
        }

        HashSet<string> alive = [.. references.Alive(), .. pinned().OfType<string>()];
        int deleted = 0;
        foreach (BlobInfo blob in old)
        {
            if (alive.Contains(blob.Id))
            {
                await blobs.RenewAsync(blob.Id, cancellationToken);
            }
            else if (await blobs.DeleteAsync(blob.Id, now - Grace, cancellationToken))
            {
                deleted++;
            }
        }

        if (deleted > 0)
        {
            logger?.LogInformation("{Count} images that nothing refers to any more were deleted", deleted);
        }

        return deleted;
    }
}
