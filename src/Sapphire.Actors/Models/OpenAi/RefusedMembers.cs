namespace Sapphire.Actors.Models.OpenAi;

/// <summary>
/// Servers differ in the members of a request that they take, and many refuse the whole request for one that they do not. One that a refusal
/// names is left out, and the request sent again.
/// </summary>
internal static class RefusedMembers
{
    /// <summary>In this place the newer name is written.</summary>
    public const string MaxTokens = "max_tokens";

    /// <summary>How much is told of the reply's cost.</summary>
    public const string StreamOptions = "stream_options";

    private static readonly string[] Optional =
        [StreamOptions, "temperature", "top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty", "repeat_penalty", "repetition_penalty", "seed", "stop", "reasoning_effort", "reasoning"];

    /// <summary>The member that a refusal names and that can be left out; null when there is none.</summary>
    /// <param name="body">The server's answer.</param>
    /// <param name="sent">The request: only what was in it counts.</param>
    /// <param name="without">What is left out already.</param>
    public static string? Find(string body, ReadOnlySpan<byte> sent, IReadOnlySet<string> without)
    {
        body = Plain(body);
        if (!without.Contains(MaxTokens) && body.Contains("max_completion_tokens", StringComparison.Ordinal) && sent.IndexOf("\"max_tokens\":"u8) >= 0)
        {
            return MaxTokens;
        }

        foreach (string name in Optional)
        {
            if (!without.Contains(name) && Names(body, name) && sent.IndexOf(System.Text.Encoding.ASCII.GetBytes($"\"{name}\":")) >= 0)
            {
                return name;
            }
        }

        return null;
    }

    // Some servers write quotes in their JSON by number.
    private static string Plain(string body) => body
        .Replace("\\u0027", "'", StringComparison.OrdinalIgnoreCase)
        .Replace("\\u0022", "\"", StringComparison.OrdinalIgnoreCase)
        .Replace("\\u0060", "`", StringComparison.OrdinalIgnoreCase)
        .Replace("\\\"", "\"", StringComparison.Ordinal);

    // A word of ordinary language must stand in quotes, so that a message about something else does not count.
    private static bool Names(string body, string name)
    {
        bool ordinary = !name.Contains('_', StringComparison.Ordinal);
        for (int at = body.IndexOf(name, StringComparison.Ordinal); at >= 0; at = body.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            char before = at == 0 ? ' ' : body[at - 1];
            char after = at + name.Length == body.Length ? ' ' : body[at + name.Length];
            bool quoted = before is '"' or '\'' or '`';
            if (!IsPart(after) && (quoted || (!ordinary && !IsPart(before))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
