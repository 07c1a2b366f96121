using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Sapphire.Persistence.Tools;

/// <summary>Reads the lines of an export one by one, from any place where a line begins. One buffer, however long the file.</summary>
internal sealed class ExportLineReader : IDisposable
{
    /// <summary>How deep JSON may be in a line.</summary>
    public const int MaxDepth = 1000;

    /// <summary>The longest line: the largest payload in base64, and room to spare.</summary>
    private const int MaximumLength = 64 << 20;

    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Reads from the stream's present place.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="line">How many lines are before it.</param>
    public ExportLineReader(Stream stream, long line = 0)
    {
        _stream = stream;
        LineNr = line;
        Position = stream.CanSeek ? stream.Position : 0;
    }

    /// <summary>The number of the line that was read last; the first one has 1.</summary>
    public long LineNr { get; private set; }

    /// <summary>Where in the file the next line begins.</summary>
    public long Position { get; private set; }

    /// <summary>Where in the file the line that was read last begins.</summary>
    public long LinePosition { get; private set; }

    /// <summary>SHA-256 of the lines before the one that was read last.</summary>
    public string HashBefore { get; private set; } = "";

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="JournalToolException">It is not one of an export.</exception>
    public async ValueTask<ExportLine?> ReadAsync(CancellationToken cancellationToken)
    {
        int length = await FindLineAsync(cancellationToken);
        if (length < 0)
        {
            return null;
        }

        LineNr++;
        LinePosition = Position;
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        ExportLine parsed;
        try
        {
            parsed = Parse(line.Span[..^1]);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw Bad("it is damaged, or no line of an exported journal", e);
        }

        if (parsed is TrailerLine)
        {
            HashBefore = Convert.ToHexStringLower(_hash.GetCurrentHash());
        }

        _hash.AppendData(line.Span);
        _start += length;
        Position += length;
        return parsed;
    }

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();

    private JournalToolException Bad(string why, Exception? inner = null) =>
        new($"Line {LineNr} of the file is not understood: {why}. Nothing was imported; export the journal again.", inner);

    // The length of the next line with its end; -1 at the end of the file.
    private async ValueTask<int> FindLineAsync(CancellationToken cancellationToken)
    {
        int searched = _start;
        while (true)
        {
            int found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return searched + found + 1 - _start;
            }

            searched = _end;
            if (_ended)
            {
                return _end == _start ? -1 : throw new JournalToolException($"The file ends in the middle of line {LineNr + 1}: it was cut. Nothing was imported; copy it again, or export again.");
            }

            if (_end - _start >= MaximumLength)
            {
                LineNr++;
                throw Bad($"it is longer than {MaximumLength} bytes");
            }

            MakeRoom(ref searched);
            int read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _ended = read == 0;
            _end += read;
        }
    }

    private void MakeRoom(ref int searched)
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        byte[] larger = _end - _start > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, larger, 0, _end - _start);
        (_buffer, searched, _end, _start) = (larger, searched - _start, _end - _start, 0);
    }

    private static ExportLine Parse(ReadOnlySpan<byte> line)
    {
        Members members = new();
        Utf8JsonReader json = new(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        Expect(json.Read() && json.TokenType == JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            Read(ref json, members, line);
        }

        Expect(json.TokenType == JsonTokenType.EndObject && !json.Read());
        return members switch
        {
            { Version: { } version } => new HeaderLine(version, members.Program ?? "", members.Source ?? "", members.Time ?? default, members.Ordering),
            { End: { } end } => end,
            { Id: { } id, DeletedTo: { } to } => new DeletedLine(id, to),
            { Id: { } id, Nr: { } nr, Manifest: { } manifest, Time: { } time, Payload: { } payload } => new EventLine(id, nr, manifest, time, members.Tags, payload),
            { Id: { } id, Snapshot: { } nr, Manifest: { } manifest, Time: { } time, Payload: { } payload } => new SnapshotLine(id, nr, manifest, time, payload),
            _ => throw new JsonException("A member is missing."),
        };
    }

    private static void Read(ref Utf8JsonReader json, Members members, ReadOnlySpan<byte> line)
    {
        string name = json.GetString()!;
        Expect(json.Read());
        switch (name)
        {
            case "sapphireJournal":
                members.Version = json.GetInt32();
                break;
            case "program":
                members.Program = json.GetString();
                break;
            case "source":
                members.Source = json.GetString();
                break;
            case "ordering":
                members.Ordering = json.GetInt64();
                break;
            case "id":
                members.Id = json.GetString();
                break;
            case "nr":
                members.Nr = json.GetInt64();
                break;
            case "snapshot":
                members.Snapshot = json.GetInt64();
                break;
            case "deletedTo":
                members.DeletedTo = json.GetInt64();
                break;
            case "manifest":
                members.Manifest = json.GetString();
                break;
            case "time":
                members.Time = DateTimeOffset.ParseExact(json.GetString()!, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                break;
            case "tags":
                members.Tags = Strings(ref json);
                break;
            case "payload":
                int start = (int)json.TokenStartIndex;
                json.Skip();
                members.Payload = line[start..(int)json.BytesConsumed].ToArray();
                break;
            case "base64":
                members.Payload = json.GetBytesFromBase64();
                break;
            case "end":
                members.End = End(ref json);
                break;
            default:
                // A later program may add members that this one can do without; what it cannot do without raises the version.
                json.Skip();
                break;
        }
    }

    private static TrailerLine End(ref Utf8JsonReader json)
    {
        TrailerLine end = new(-1, -1, -1, "");
        Expect(json.TokenType == JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            Expect(json.Read());
            switch (name)
            {
                case "ids":
                    end = end with { Ids = json.GetInt64() };
                    break;
                case "events":
                    end = end with { Events = json.GetInt64() };
                    break;
                case "snapshots":
                    end = end with { Snapshots = json.GetInt64() };
                    break;
                case "sha256":
                    end = end with { Sha256 = json.GetString() ?? "" };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return end;
    }

    private static ImmutableArray<string> Strings(ref Utf8JsonReader json)
    {
        ImmutableArray<string>.Builder strings = ImmutableArray.CreateBuilder<string>();
        Expect(json.TokenType == JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            strings.Add(json.GetString() ?? throw new JsonException("A tag is null."));
        }

        return strings.DrainToImmutable();
    }

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new JsonException("The line is no object.");
        }
    }

    private sealed class Members
    {
        public int? Version { get; set; }

        public string? Program { get; set; }

        public string? Source { get; set; }

        public long Ordering { get; set; }

        public string? Id { get; set; }

        public long? Nr { get; set; }

        public long? Snapshot { get; set; }

        public long? DeletedTo { get; set; }

        public string? Manifest { get; set; }

        public DateTimeOffset? Time { get; set; }

        public ImmutableArray<string> Tags { get; set; } = [];

        public byte[]? Payload { get; set; }

        public TrailerLine? End { get; set; }
    }
}
