using System.Collections.Immutable;
using Sapphire.Persistence.Events;

namespace Sapphire.Persistence.Tools;

/// <summary>An export that was read to its end and found whole: every line, number, count, the hash, and each event's form.</summary>
internal sealed class ImportFile
{
    private const string Nothing = "Nothing was imported";
    private readonly Stream _stream;

    private ImportFile(Stream stream, HeaderLine header, ImmutableArray<ImportGroup> groups, string sha256)
    {
        _stream = stream;
        Header = header;
        Groups = groups;
        Sha256 = sha256;
    }

    public HeaderLine Header { get; }

    public ImmutableArray<ImportGroup> Groups { get; }

    public string Sha256 { get; }

    public long Events => Groups.Sum(group => group.Events);

    /// <summary>Reads a file that can be read again.</summary>
    /// <exception cref="JournalToolException">Something is wrong with it; names the line.</exception>
    public static async Task<ImportFile> CheckAsync(Stream stream, EventCatalog catalog, int maxPayloadBytes, IProgress<ToolProgress>? progress, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        using ExportLineReader reader = new(stream);
        HeaderLine header = await ReadHeaderAsync(reader, cancellationToken);
        ImmutableArray<ImportGroup>.Builder groups = ImmutableArray.CreateBuilder<ImportGroup>();
        HashSet<string> ids = new(StringComparer.Ordinal);
        Checker checker = new(reader, catalog, maxPayloadBytes);
        (long events, long snapshots) = (0, 0);
        while (await reader.ReadAsync(cancellationToken) is { } line)
        {
            if (line is TrailerLine trailer)
            {
                checker.Trailer(trailer, new(groups.Count, events, snapshots, reader.HashBefore));
                return await reader.ReadAsync(cancellationToken) is null
                    ? new(stream, header, groups.DrainToImmutable(), reader.HashBefore)
                    : throw checker.Wrong("there is something after the end");
            }

            string id = checker.Content(line);
            if (groups.Count == 0 || !string.Equals(groups[^1].Id, id, StringComparison.Ordinal))
            {
                if (!ids.Add(id))
                {
                    throw checker.Wrong($"'{id}' was there before, and other ids between");
                }

                groups.Add(new(id, reader.LinePosition, reader.LineNr - 1));
            }

            groups[^1] = checker.Append(groups[^1], line);
            events += line is EventLine ? 1 : 0;
            snapshots += line is SnapshotLine ? 1 : 0;
            if (reader.LineNr % 1000 == 0)
            {
                progress?.Report(new("checking the file", reader.Position, stream.Length));
            }
        }

        throw new JournalToolException($"The file has no end: it was cut after line {reader.LineNr}. {Nothing}; copy it again, or export again.");
    }

    /// <summary>The lines of one id.</summary>
    public async IAsyncEnumerable<ExportLine> ReadAsync(ImportGroup group, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _stream.Position = group.Position;
        using ExportLineReader reader = new(_stream, group.Line);
        while (await reader.ReadAsync(cancellationToken) is { } line && string.Equals(IdOf(line), group.Id, StringComparison.Ordinal))
        {
            yield return line;
        }
    }

    private static string? IdOf(ExportLine line) => line switch
    {
        EventLine e => e.Id,
        SnapshotLine snapshot => snapshot.Id,
        DeletedLine deleted => deleted.Id,
        _ => null,
    };

    private static async Task<HeaderLine> ReadHeaderAsync(ExportLineReader reader, CancellationToken cancellationToken)
    {
        HeaderLine? header;
        try
        {
            header = await reader.ReadAsync(cancellationToken) as HeaderLine;
        }
        catch (JournalToolException e)
        {
            throw NoExport(e);
        }

        return header switch
        {
            null => throw NoExport(null),
            { Version: > HeaderLine.CurrentVersion } => throw new JournalToolException(
                $"The file has format {header.Version}, written by Sapphire {header.Program}; this one reads up to {HeaderLine.CurrentVersion}. {Nothing}; use the newer program."),
            _ => header,
        };
    }

    private static JournalToolException NoExport(Exception? inner) =>
        new($"The file is no exported journal. {Nothing}; 'sapphire journal export' writes one.", inner);

    /// <summary>Judges lines one by one.</summary>
    private sealed class Checker(ExportLineReader reader, EventCatalog catalog, int maxPayloadBytes)
    {
        public JournalToolException Wrong(string why, Exception? inner = null) =>
            new($"Line {reader.LineNr} of the file: {why}. {Nothing}.", inner);

        public string Content(ExportLine line)
        {
            string id = IdOf(line) ?? throw Wrong("a header has no place here");
            if (id.Length is 0 or > 255)
            {
                throw Wrong($"an id has 1 to 255 characters, this one {id.Length}");
            }

            (string manifest, byte[] payload) = line switch
            {
                EventLine e => (e.Manifest, e.Payload),
                SnapshotLine snapshot => (snapshot.Manifest, snapshot.Payload),
                _ => ("", []),
            };
            if (manifest.Length == 0)
            {
                return id;
            }

            if (payload.Length > maxPayloadBytes)
            {
                throw Wrong($"it has {payload.Length} bytes of content, at most {maxPayloadBytes} are stored");
            }

            try
            {
                _ = catalog.Deserialize(manifest, payload);
                return id;
            }
            catch (EventSerializationException e)
            {
                throw Wrong(e.Message.TrimEnd('.'), e);
            }
        }

        public ImportGroup Append(ImportGroup group, ExportLine line)
        {
            switch (line)
            {
                case EventLine e when group is { HasSnapshot: false } && (group.Last == 0 ? e.SequenceNr >= 1 : group.First > 0 && e.SequenceNr == group.Last + 1):
                    return e.Tags.Any(tag => tag.Length is 0 or > 100)
                        ? throw Wrong("a tag has 1 to 100 characters")
                        : group with { First = group.First == 0 ? e.SequenceNr : group.First, Last = e.SequenceNr };
                case EventLine e:
                    throw Wrong($"event {e.SequenceNr} of '{e.Id}' does not follow event {group.Last}");
                case DeletedLine deleted when group.Last == 0 && deleted.DeletedTo > 0:
                    return group with { Last = deleted.DeletedTo };
                case SnapshotLine snapshot when !group.HasSnapshot && snapshot.SequenceNr > 0 && snapshot.SequenceNr <= group.Last:
                    return group with { HasSnapshot = true };
                default:
                    throw Wrong("it has no place here");
            }
        }

        public void Trailer(TrailerLine said, TrailerLine found)
        {
            if (said.Ids != found.Ids || said.Events != found.Events || said.Snapshots != found.Snapshots)
            {
                throw Wrong($"the file should hold {said.Events} events of {said.Ids} ids, but holds {found.Events} of {found.Ids}: it was changed or put together from others");
            }

            if (!string.Equals(said.Sha256, found.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw Wrong("the file's SHA-256 does not match: it was changed or damaged after it was exported");
            }
        }
    }
}
