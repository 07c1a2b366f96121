using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Cli;

/// <summary>What <c>journal inspect --json</c> prints: one object, or one on each line for events.</summary>
internal static class InspectJson
{
    /// <summary>The whole journal.</summary>
    public static string Write(JournalSummary summary) => Write(indented: true, json =>
    {
        json.WriteString("journal", summary.Description);
        if (summary.Size is { } size)
        {
            json.WriteNumber("database_bytes", size.Database);
            if (size.Wal is { } wal)
            {
                json.WriteNumber("wal_bytes", wal);
            }
        }

        json.WriteNumber("last_ordering", summary.LastOrdering);
        Times(json, summary.First, summary.Last);
        json.WriteNumber("ids", summary.Ids);
        json.WriteNumber("events", summary.Events);
        json.WriteNumber("snapshots", summary.Snapshots);
        json.WriteNumber("content_bytes", summary.Bytes);
        Objects(json, "largest", summary.Largest, id =>
        {
            json.WriteString("id", id.PersistenceId);
            json.WriteNumber("events", id.Events);
            json.WriteNumber("content_bytes", id.Bytes);
            json.WriteString("last", ToText(id.Last));
        });
        Manifests(json, summary.Manifests);
    });

    /// <summary>One id.</summary>
    public static string Write(IdSummary summary) => Write(indented: true, json =>
    {
        json.WriteString("id", summary.PersistenceId);
        json.WriteNumber("epoch", summary.Epoch);
        json.WriteNumber("highest_number", summary.HighestSequenceNr);
        json.WriteNumber("events", summary.Events);
        json.WriteNumber("damaged", summary.Damaged);
        json.WriteNumber("content_bytes", summary.Bytes);
        Times(json, summary.First, summary.Last);
        Objects(json, "snapshots", summary.Snapshots, snapshot =>
        {
            json.WriteNumber("number", snapshot.SequenceNr);
            json.WriteString("manifest", snapshot.Manifest);
            json.WriteNumber("content_bytes", snapshot.Bytes);
            json.WriteString("time", ToText(snapshot.Timestamp));
        });
        Manifests(json, summary.Manifests);
    });

    /// <summary>One event, on one line.</summary>
    public static string Write(TolerantRow row, bool content) => Write(indented: false, json =>
    {
        json.WriteNumber("number", row.SequenceNr);
        if (row.Row is { } e)
        {
            Event(json, e, content);
        }
        else
        {
            json.WriteString("damage", row.Damage!.Message);
        }
    });

    private static void Event(Utf8JsonWriter json, JournalRow e, bool content)
    {
        json.WriteNumber("ordering", e.Ordering);
        json.WriteString("time", ToText(e.Timestamp));
        json.WriteString("manifest", e.Manifest);
        json.WriteNumber("epoch", e.Epoch);
        json.WriteNumber("content_bytes", e.Payload.Length);
        json.WriteStartArray("tags");
        foreach (string tag in e.Tags)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        if (content)
        {
            Content(json, e.Payload);
        }
    }

    private static void Content(Utf8JsonWriter json, byte[] payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            json.WritePropertyName("content");
            document.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteBase64String("content_base64", payload);
        }
    }

    private static string Write(bool indented, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Objects<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T one in all)
        {
            json.WriteStartObject();
            write(one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Times(Utf8JsonWriter json, DateTimeOffset? first, DateTimeOffset? last)
    {
        if (first is { } from && last is { } to)
        {
            json.WriteString("first", ToText(from));
            json.WriteString("last", ToText(to));
        }
    }

    private static void Manifests(Utf8JsonWriter json, IEnumerable<ManifestCount> manifests)
    {
        json.WriteStartObject("manifests");
        foreach (ManifestCount manifest in manifests)
        {
            json.WriteNumber(manifest.Manifest, manifest.Count);
        }

        json.WriteEndObject();
    }

    private static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
