using System.Text;
using System.Text.Json;

namespace Sapphire.Kernel.Configuration;

/// <summary>
/// Holds a file that calls itself JSON to JSON. All JSON is HOCON and means the same, so that the HOCON reader then reads
/// it; but what only HOCON allows is an error, because other programs could not read the file.
/// </summary>
internal static class HoconJson
{
    /// <exception cref="HoconException">The text is not JSON.</exception>
    public static void Check(string text, string? file)
    {
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\ufeff'));
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = HoconParser.MaximumDepth });
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            var line = (int)(exception.LineNumber ?? 0) + 1;
            var problem = exception.Message.Split(" LineNumber:", 2)[0];
            throw new HoconException(
                new ConfigOrigin(file, line, (int)(exception.BytePositionInLine ?? 0) + 1),
                $"the file is not JSON: {problem} What only HOCON allows belongs into a file whose name ends in .conf",
                exception);
        }
    }
}
