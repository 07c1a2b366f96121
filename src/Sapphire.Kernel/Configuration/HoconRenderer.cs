using System.Globalization;
using System.Text;

namespace Sapphire.Kernel.Configuration;

/// <summary>Writes a resolved value as HOCON that reads back as the same value.</summary>
internal static class HoconRenderer
{
    public static string Render(HoconObject root)
    {
        var text = new StringBuilder();
        Fields(text, root, 0);
        return text.ToString();
    }

    /// <summary>One value as it is written.</summary>
    public static string Text(HoconNode node)
    {
        var text = new StringBuilder();
        Value(text, node, 0);
        return text.ToString();
    }

    /// <summary>A key as it is written in a path.</summary>
    public static string Key(string key) =>
        key.Length > 0 && key is not "include" && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? key : Quote(key);

    private static void Fields(StringBuilder text, HoconObject node, int depth)
    {
        foreach (var (key, value) in node.Fields)
        {
            text.Append(' ', depth * 2).Append(Key(key));
            if (value is not HoconObject)
                text.Append(" =");
            text.Append(' ');
            Value(text, value, depth);
            text.Append('\n');
        }
    }

    private static void Value(StringBuilder text, HoconNode node, int depth)
    {
        switch (node)
        {
            case HoconObject { Fields.Count: 0 }:
                text.Append("{}");
                break;
            case HoconObject value:
                text.Append("{\n");
                Fields(text, value, depth + 1);
                text.Append(' ', depth * 2).Append('}');
                break;
            case HoconArray value:
                text.Append('[');
                for (var i = 0; i < value.Items.Length; i++)
                {
                    if (i > 0)
                        text.Append(", ");
                    Value(text, value.Items[i], depth);
                }

                text.Append(']');
                break;
            case HoconScalar { ScalarKind: HoconScalarKind.String } value:
                text.Append(Quote(value.Text));
                break;
            case HoconScalar value:
                text.Append(value.Text);
                break;
            default:
                throw new InvalidOperationException("Only a resolved configuration can be written.");
        }
    }

    private static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(c) || char.IsSurrogate(c) => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}
