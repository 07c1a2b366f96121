using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sapphire.Audio.Workers;

/// <summary>Reads the JSON of control frames.</summary>
public static class WorkerJson
{
    /// <summary>The value in a frame.</summary>
    /// <exception cref="FrameFormatException">The payload is no such value.</exception>
    public static T Read<T>(in Frame frame, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(frame.Payload.Span, type) ?? throw new FrameFormatException($"A frame of kind {frame.Kind} holds nothing.");
        }
        catch (JsonException e)
        {
            throw new FrameFormatException($"A frame of kind {frame.Kind} holds no {typeof(T).Name}: {e.Message}", e);
        }
    }
}
