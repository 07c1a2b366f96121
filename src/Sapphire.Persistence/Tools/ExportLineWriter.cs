using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Sapphire.Persistence.Tools;

/// <summary>Writes the lines of an export, and hashes them.</summary>
internal sealed class ExportLineWriter(Stream stream) : IDisposable
{
    private const int FlushBytes = 64 * 1024;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes * 2);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a line; the trailer gets the hash of the lines before it, whatever it holds.</summary>
    public async ValueTask WriteAsync(ExportLine line, CancellationToken cancellationToken)
    {
        if (line is TrailerLine trailer)
        {
            await FlushAsync(cancellationToken);
            line = trailer with { Sha256 = Convert.ToHexStringLower(_hash.GetCurrentHash()) };
        }

        using (Utf8JsonWriter json = new(_buffer, Options))
        {
            json.WriteStartObject();
            WriteMembers(json, line);
            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushBytes || line is TrailerLine)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();

    /// <summary>Time as it is written: to the millisecond, as it is stored.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _hash.AppendData(_buffer.WrittenSpan);
        await stream.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }

    private static void WriteMembers(Utf8JsonWriter json, ExportLine line)
    {
        switch (line)
        {
            case HeaderLine header:
                json.WriteNumber("sapphireJournal"u8, header.Version);
                json.WriteString("program"u8, header.Program);
                json.WriteString("source"u8, header.Source);
                json.WriteString("time"u8, Format(header.Time));
                json.WriteNumber("ordering"u8, header.Ordering);
                break;
            case EventLine e:
                json.WriteString("id"u8, e.Id);
                json.WriteNumber("nr"u8, e.SequenceNr);
                WriteContent(json, e.Manifest, e.Time, e.Tags, e.Payload);
                break;
            case SnapshotLine snapshot:
                json.WriteString("id"u8, snapshot.Id);
                json.WriteNumber("snapshot"u8, snapshot.SequenceNr);
                WriteContent(json, snapshot.Manifest, snapshot.Time, [], snapshot.Payload);
                break;
            case DeletedLine deleted:
                json.WriteString("id"u8, deleted.Id);
                json.WriteNumber("deletedTo"u8, deleted.DeletedTo);
                break;
            case TrailerLine trailer:
                json.WriteStartObject("end"u8);
                json.WriteNumber("ids"u8, trailer.Ids);
                json.WriteNumber("events"u8, trailer.Events);
                json.WriteNumber("snapshots"u8, trailer.Snapshots);
                json.WriteString("sha256"u8, trailer.Sha256);
                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(line), line.GetType().Name, "There is no such line.");
        }
    }

    private static void WriteContent(Utf8JsonWriter json, string manifest, DateTimeOffset time, ImmutableArray<string> tags, byte[] payload)
    {
        json.WriteString("manifest"u8, manifest);
        json.WriteString("time"u8, Format(time));
        if (!tags.IsDefaultOrEmpty)
        {
            json.WriteStartArray("tags"u8);
            foreach (string tag in tags)
            {
                json.WriteStringValue(tag);
            }

            json.WriteEndArray();
        }

        if (IsJsonOfOneLine(payload))
        {
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(payload, skipInputValidation: true);
        }
        else
        {
            json.WriteBase64String("base64"u8, payload);
        }
    }

    // Byte for byte what the reader cuts out of the line again.
    private static bool IsJsonOfOneLine(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] <= ' ' || payload[^1] <= ' ' || payload.IndexOfAny((byte)'\n', (byte)'\r') >= 0 || !Utf8.IsValid(payload))
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(payload, new JsonReaderOptions { MaxDepth = ExportLineReader.MaxDepth - 1 });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
