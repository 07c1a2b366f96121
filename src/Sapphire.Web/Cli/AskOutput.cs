using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sapphire.Actors.Ask;

namespace Sapphire.Web.Cli;

/// <summary>What <c>ask</c> prints.</summary>
internal static class AskOutput
{
    /// <summary>
    /// The reply and a line end; or, as JSON,
    /// <c>{transcript, reply, tools:[{name,arguments,result}], model, note, timings_ms:{stt, first_token, first_audio, reply, total}}</c>,
    /// where the transcript and its time are there for a spoken question, and the first audio for a spoken reply; the note is there when another voice had to speak it.
    /// </summary>
    public static byte[] Write(AskResult result, bool json)
    {
        if (!json)
        {
            return Encoding.UTF8.GetBytes(result.Reply.EndsWith('\n') ? result.Reply : result.Reply + "\n");
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (result.Transcript is { } transcript)
            {
                writer.WriteString("transcript", transcript);
            }

            writer.WriteString("reply", result.Reply);
            writer.WriteStartArray("tools");
            foreach (AskTool tool in result.Tools)
            {
                writer.WriteStartObject();
                writer.WriteString("name", tool.Name);
                Write(writer, "arguments", tool.Arguments);
                Write(writer, "result", tool.Result);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("model", result.Model);
            if (result.Note is { } note)
            {
                writer.WriteString("note", note);
            }

            writer.WriteStartObject("timings_ms");
            WriteTime(writer, "stt", result.Timings.Stt);
            WriteTime(writer, "first_token", result.Timings.FirstToken);
            WriteTime(writer, "first_audio", result.Timings.FirstAudio);
            WriteTime(writer, "reply", result.Timings.Reply);
            WriteTime(writer, "total", result.Timings.Total);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, double? milliseconds)
    {
        if (milliseconds is { } value)
        {
            writer.WriteNumber(name, Math.Round(value, 3));
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}
