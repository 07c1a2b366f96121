using System.Text.Json;

namespace Sapphire.Actors.Settings;

/// <summary>Finds where in a JSON text a value stands.</summary>
internal static class JsonPlace
{
    /// <summary>Line and column (both from 1, the column in bytes) of the value at a path of names and indexes; of its parent where it is missing.</summary>
    public static (int Line, int Column) Find(ReadOnlySpan<byte> json, ReadOnlySpan<object> path)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        long place = 0;
        if (reader.Read())
        {
            place = reader.TokenStartIndex;
            foreach (object step in path)
            {
                if (!Enter(ref reader, step))
                {
                    break;
                }

                place = reader.TokenStartIndex;
            }
        }

        ReadOnlySpan<byte> before = json[..(int)place];
        int line = before.Count((byte)'\n');
        return (line + 1, before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1);
    }

    private static bool Enter(ref Utf8JsonReader reader, object step)
    {
        if (step is string name)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool found = reader.ValueTextEquals(name);
                reader.Read();
                if (found)
                {
                    return true;
                }

                reader.Skip();
            }

            return false;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        for (int left = (int)step; reader.Read() && reader.TokenType != JsonTokenType.EndArray; left--)
        {
            if (left == 0)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
