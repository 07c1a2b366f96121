using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sapphire.Actors.Ask;

namespace Sapphire.Web.Cli;

/// <summary>What <c>ask</c> prints.</summary>
internal static class AskOutput
{
    /// <summary>The reply and a line end; or, as JSON, <c>{reply, tools:[{name,arguments,result}], model, timings_ms:{first_token, reply, total}}</c>.</summary>
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
            writer.WriteStartObject("timings_ms");
            writer.WriteNumber("first_token", Math.Round(result.Timings.FirstToken, 3));
            writer.WriteNumber("reply", Math.Round(result.Timings.Reply, 3));
            writer.WriteNumber("total", Math.Round(result.Timings.Total, 3));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
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
