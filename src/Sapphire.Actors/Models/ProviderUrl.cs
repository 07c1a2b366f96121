using System.Diagnostics.CodeAnalysis;

namespace Sapphire.Actors.Models;

/// <summary>Makes a base URL of what a person enters.</summary>
public static class ProviderUrl
{
    /// <summary>The longest URL that is taken, in characters.</summary>
    public const int MaxLength = 2000;

    /// <summary>
    /// Normalises a URL: <c>http://</c> where no scheme is given, <c>/v1</c> where no path is given (or only Ollama's
    /// <c>/api</c>), no slash at the end, and without <c>/chat/completions</c> or <c>/models</c> that was copied along.
    /// </summary>
    /// <param name="text">What was entered.</param>
    /// <param name="url">The base URL; null when there is an error.</param>
    /// <param name="error">What is wrong and how to write it; null when it is good.</param>
    public static bool TryNormalize(string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        text = text?.Trim() ?? "";
        error = text.Length == 0 ? "The URL is missing. An example: http://127.0.0.1:1234/v1."
            : text.Length > MaxLength ? $"The URL has {text.Length} characters; at most {MaxLength} are taken."
            : text.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c)) ? "The URL holds a blank or a control character. An example: http://127.0.0.1:1234/v1."
            : null;
        if (error is not null)
        {
            return false;
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? parsed) || parsed.Host.Length == 0)
        {
            error = "That is not a URL. An example: http://127.0.0.1:1234/v1.";
            return false;
        }

        error = parsed.Scheme is not ("http" or "https") ? $"The scheme {parsed.Scheme}:// is not supported; use http:// or https://."
            : parsed.UserInfo.Length > 0 ? "A user name or password in the URL is not supported; enter the key in its own field."
            : parsed.Query.Length > 0 || parsed.Fragment.Length > 0 ? "The URL must not have a ? or # part."
            : null;
        if (error is not null)
        {
            return false;
        }

        string path = parsed.AbsolutePath.TrimEnd('/');
        foreach (string tail in (string[])["/chat/completions", "/completions", "/models"])
        {
            if (path.EndsWith(tail, StringComparison.OrdinalIgnoreCase))
            {
                path = path[..^tail.Length].TrimEnd('/');
                break;
            }
        }

        if (path.Length == 0 || path is "/api" or "/api/chat" or "/api/generate" or "/api/tags")
        {
            path = "/v1";
        }

        url = new UriBuilder(parsed) { Path = path, Query = "", Fragment = "" }.Uri;
        return true;
    }

    /// <summary>The URL as text, without a slash at its end.</summary>
    public static string Text(Uri url) => url.AbsoluteUri.TrimEnd('/');

    /// <summary>Scheme, host and port: where a key may be sent.</summary>
    public static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority).ToLowerInvariant();
}
