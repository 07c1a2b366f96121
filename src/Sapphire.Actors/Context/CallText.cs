namespace Sapphire.Actors.Context;

/// <summary>What can be told of the text of a call while it is not whole. Pure.</summary>
internal static class CallText
{
    /// <summary>What begins and ends a block of code.</summary>
    public const string Fence = "```";

    /// <summary>False as soon as the JSON cannot be a call: its first member tells.</summary>
    public static bool MayBeCall(ReadOnlySpan<char> json)
    {
        json = json.TrimStart();
        while (!json.IsEmpty && json[0] == '[')
        {
            json = json[1..].TrimStart();
        }

        if (json.IsEmpty)
        {
            return true;
        }

        if (json[0] != '{')
        {
            return false;
        }

        json = json[1..].TrimStart();
        if (json.IsEmpty)
        {
            return true;
        }

        if (json[0] != '"')
        {
            return false;
        }

        json = json[1..];
        int quote = json.IndexOf('"');
        foreach (string member in WrittenCall.Members)
        {
            if (quote < 0 ? member.AsSpan().StartsWith(json, StringComparison.Ordinal) : json[..quote].SequenceEqual(member))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Behind the bracket that closes the first one; 0 while it is not there.</summary>
    public static int BalancedEnd(string text)
    {
        int depth = 0;
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c == '\\')
                {
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is '{' or '[')
            {
                depth++;
            }
            else if (c is '}' or ']' && --depth == 0)
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>What is inside of a fence, where there is one.</summary>
    public static string Unfenced(string inside)
    {
        string trimmed = inside.Trim();
        if (!trimmed.StartsWith(Fence, StringComparison.Ordinal))
        {
            return trimmed;
        }

        int line = trimmed.IndexOf('\n', StringComparison.Ordinal);
        int end = trimmed.LastIndexOf(Fence, StringComparison.Ordinal);
        return line < 0 || end <= line ? trimmed : trimmed[(line + 1)..end];
    }
}
