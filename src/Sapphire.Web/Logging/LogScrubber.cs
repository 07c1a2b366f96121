using System.Text.RegularExpressions;

namespace Sapphire.Web.Logging;

/// <summary>
/// Crosses out what looks like a secret, for lines that leave the machine. Nobody should log one; but a library may put a header or an
/// address with a password into the message of an exception.
/// </summary>
internal static partial class LogScrubber
{
    private const string Crossed = "•••";

    /// <summary>The text without what looks like a secret.</summary>
    public static string Clean(string text)
    {
        text = UserInfo().Replace(text, $"${{kept}}{Crossed}@");
        text = Header().Replace(text, $"${{kept}}{Crossed}");
        text = Query().Replace(text, $"${{kept}}{Crossed}");
        text = Named().Replace(text, $"${{kept}}{Crossed}");
        return Key().Replace(text, Crossed);
    }

    // postgres://me:secret@host
    [GeneratedRegex(@"(?<kept>[a-z][a-z0-9+.\-]{1,20}://[^\s/@:]{0,200}:)[^\s/@]{1,500}@", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();

    // Authorization: Bearer abc
    [GeneratedRegex(@"(?<kept>\b(?:bearer|basic)\s+)[a-z0-9._~+/=\-]{8,}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Header();

    // password=secret, "api_key": "secret"
    [GeneratedRegex(@"(?<kept>\b(?:password|passwd|pwd|secret|api[_\-]?key|x-api-key|access[_\-]?token|token)[""']?\s{0,3}[=:]\s{0,3}[""']?)[^\s""'&;,]{4,}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    // /setup?link=secret
    [GeneratedRegex(@"(?<kept>[?&]link=)[^\s&""']{4,}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Query();

    // sk-…, gsk_…, fw_…, AIza…: what the keys of model services look like.
    [GeneratedRegex(@"\b(?:sk|pk|gsk|fw|xai|hf|r8)[_\-][a-z0-9_\-]{16,}|\bAIza[a-z0-9_\-]{20,}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}
