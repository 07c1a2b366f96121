using System.Globalization;
using System.Text;

namespace Sapphire.Web.Security;

/// <summary>What a password must be.</summary>
internal static class PasswordRules
{
    /// <summary>The fewest characters, as a person counts them.</summary>
    public const int MinimumCharacters = 8;

    /// <summary>The most bytes of UTF-8: bcrypt ignores what comes after them.</summary>
    public const int MaximumBytes = 72;

    /// <summary>What is wrong with <paramref name="password"/>, for a person; null when nothing is.</summary>
    public static string? Problem(string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            return "There is no password. Give one of at least 8 characters.";
        }

        if (password.Contains('\0', StringComparison.Ordinal))
        {
            return "The password holds a NUL character, which cannot be part of a password.";
        }

        try
        {
            int bytes = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(password);
            if (bytes > MaximumBytes)
            {
                return $"The password is too long: it has {bytes} bytes, at most {MaximumBytes} count. Letters beyond ASCII have two or more.";
            }
        }
        catch (EncoderFallbackException)
        {
            return "The password holds half a character (a lone surrogate). Type it again.";
        }

        int characters = new StringInfo(password).LengthInTextElements;
        return characters < MinimumCharacters ? $"The password is too short: it has {characters} characters, at least {MinimumCharacters} are needed." : null;
    }
}
