using System.Text;

namespace Sapphire.Actors.Search;

/// <summary>
/// What PostgreSQL's index holds of a message: its tokens, their beginnings, since people search while they type and most words begin
/// with some letter, and its place in time (<see cref="PostgresCandidates"/>). PostgreSQL's own parser would depend on the database's locale.
/// </summary>
internal static class WordVector
{
    /// <summary>Characters that a beginning has at most; longer ones few words have, and the server looks for them itself.</summary>
    public const int MaxPrefix = 3;

    // PostgreSQL takes a tsvector of at most 1 MiB.
    private const int MaxBytes = 900_000;

    /// <summary>A text of the type tsvector.</summary>
    /// <param name="id">The message's.</param>
    /// <param name="tokens">Its tokens, with a space between them.</param>
    public static string Of(long id, string tokens)
    {
        StringBuilder vector = new(tokens.Length * 2);
        vector.Append('\'').Append(PostgresCandidates.PlaceOf(id)).Append('\'');
        HashSet<string> words = new(StringComparer.Ordinal);
        foreach (string token in tokens.Split(' '))
        {
            if (vector.Length * 3 > MaxBytes)
            {
                break;
            }

            if (words.Add(token))
            {
                vector.Append(" '").Append(token).Append('\'');
                for (int length = 1; length <= Math.Min(MaxPrefix, token.Length); length++)
                {
                    if (!char.IsHighSurrogate(token[length - 1]) && Prefix(token[..length]) is var prefix && words.Add(prefix))
                    {
                        vector.Append(" '").Append(prefix).Append('\'');
                    }
                }
            }
        }

        return vector.ToString();
    }

    /// <summary>The word for all that begin so: no token has such a sign in it.</summary>
    public static string Prefix(string beginning) => beginning + "*";
}
