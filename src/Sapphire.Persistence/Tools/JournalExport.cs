using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tools;

/// <summary>Writes events as JSON lines (<see cref="ExportLine"/>), beside a running server. Holds one page of events at a time.</summary>
public static class JournalExport
{
    private const int PageRows = 500;

    /// <summary>Writes to a temporary name beside <paramref name="path"/>, syncs it, and renames it: there is the whole file or none. Only the user may read it.</summary>
    /// <exception cref="IOException">There is a file of that name, and it may not be replaced; or it cannot be written.</exception>
    public static async Task<ExportReport> WriteFileAsync(
        IJournal journal, string path, ExportOptions options, IProgress<ToolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        path = Path.GetFullPath(path);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            FileStreamOptions file = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                file.UnixCreateMode = DurableFile.Private;
            }

            ExportReport report;
            await using (FileStream stream = new(temporary, file))
            {
                report = await WriteAsync(journal, stream, options, progress, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, options.Replace);
            FolderSync.Sync(Path.GetDirectoryName(path)!);
            return report;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes what the journal holds now; events committed meanwhile are left out.</summary>
    /// <exception cref="JournalToolException">An id has no events.</exception>
    /// <exception cref="Sqlite.StorageException">Corrupt: an event is damaged. What was written is no whole export then.</exception>
    public static async Task<ExportReport> WriteAsync(
        IJournal journal, Stream stream, ExportOptions options, IProgress<ToolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        long until = journal.LastOrdering;
        using ExportLineWriter writer = new(stream);
        await writer.WriteAsync(new HeaderLine(HeaderLine.CurrentVersion, options.Program, options.Source, options.Time, until), cancellationToken);
        ExportReport report = new(0, 0, 0);
        await foreach (string id in IdsAsync(journal, options.Ids, cancellationToken))
        {
            report = await WriteIdAsync(journal, id, until, options.Snapshots, writer, report, progress, cancellationToken);
        }

        await writer.WriteAsync(new TrailerLine(report.Ids, report.Events, report.Snapshots, ""), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        return report;
    }

    private static async Task<ExportReport> WriteIdAsync(
        IJournal journal, string id, long until, bool snapshots, ExportLineWriter writer, ExportReport report, IProgress<ToolProgress>? progress, CancellationToken cancellationToken)
    {
        (long first, long last) = (0, 0);
        bool ended = false;
        while (!ended && await journal.ReadAsync(id, last + 1, long.MaxValue, PageRows, cancellationToken) is { IsEmpty: false } page)
        {
            foreach (JournalRow row in page)
            {
                if (row.Ordering > until)
                {
                    ended = true;
                    break;
                }

                if (last != 0 && row.SequenceNr != last + 1)
                {
                    throw new JournalToolException($"Event {last + 1} of '{id}' is missing: it cannot be exported as it is. 'sapphire journal verify {id}' says more.");
                }

                await writer.WriteAsync(new EventLine(id, row.SequenceNr, row.Manifest, row.Timestamp, row.Tags, row.Payload), cancellationToken);
                first = first == 0 ? row.SequenceNr : first;
                last = row.SequenceNr;
                report = report with { Events = report.Events + 1 };
            }

            progress?.Report(new("exporting events", report.Events, 0));
        }

        if (last == 0 && !ended && await journal.HighestSequenceNrAsync(id, cancellationToken) is > 0 and long highest)
        {
            await writer.WriteAsync(new DeletedLine(id, highest), cancellationToken);
            last = highest;
        }

        if (last == 0)
        {
            // Its first event came after the export had begun.
            return report;
        }

        report = report with { Ids = report.Ids + 1 };
        if ((snapshots || first != 1) && await journal.LoadSnapshotAsync(id, last, cancellationToken) is { } snapshot)
        {
            await writer.WriteAsync(new SnapshotLine(id, snapshot.SequenceNr, snapshot.Manifest, snapshot.Timestamp, snapshot.Payload), cancellationToken);
            report = report with { Snapshots = report.Snapshots + 1 };
        }

        return report;
    }

    private static async IAsyncEnumerable<string> IdsAsync(IJournal journal, ImmutableArray<string>? ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ids is { } named)
        {
            foreach (string id in named.Distinct(StringComparer.Ordinal))
            {
                if (await journal.HighestSequenceNrAsync(id, cancellationToken) == 0)
                {
                    throw new JournalToolException($"There is nothing of '{id}' in the journal. 'sapphire journal inspect' lists the ids.");
                }

                yield return id;
            }

            yield break;
        }

        string? after = null;
        while (await journal.ReadPersistenceIdsAsync(after, 1000, cancellationToken) is { IsEmpty: false } page)
        {
            foreach (string id in page)
            {
                yield return id;
            }

            after = page[^1];
        }
    }
}
