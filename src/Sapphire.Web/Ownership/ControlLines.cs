using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sapphire.Web.Ownership;

/// <summary>Lines of JSON over a stream.</summary>
internal static class ControlLines
{
    /// <summary>The longest line: the longest message with every character escaped, and room to spare.</summary>
    public const int MaximumLength = 8 * 1024 * 1024;

    /// <summary>Reads one line; null when the other side has ended.</summary>
    /// <exception cref="InvalidDataException">The line is too long or no such JSON.</exception>
    public static async Task<T?> ReadAsync<T>(PipeReader reader, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                try
                {
                    Utf8JsonReader json = new(read.Buffer.Slice(0, end));
                    return JsonSerializer.Deserialize(ref json, type) ?? throw new InvalidDataException("The line is null.");
                }
                catch (JsonException e)
                {
                    throw new InvalidDataException($"The line is not a {typeof(T).Name}: {e.Message}", e);
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                }
            }

            if (read.Buffer.Length > MaximumLength)
            {
                throw new InvalidDataException($"A line has at most {MaximumLength} bytes.");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>Writes one line.</summary>
    public static async Task WriteAsync<T>(Stream stream, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter writer = new(line))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        line.Write("\n"u8);
        await stream.WriteAsync(line.WrittenMemory, cancellationToken);
    }
}
