namespace Sapphire.Audio.Engines;

/// <summary>Language tags as RFC 5646 recommends to write them.</summary>
internal static class LanguageTag
{
    /// <summary>The tag with its region in capitals and its script with one: <c>en-us</c> becomes <c>en-US</c> (RFC 5646, 2.1.1).</summary>
    public static string Canonical(string tag)
    {
        string[] parts = tag.ToLowerInvariant().Split('-');
        for (int i = 1; i < parts.Length && parts[i - 1].Length > 1; i++)
        {
            parts[i] = parts[i].Length switch
            {
                2 => parts[i].ToUpperInvariant(),
                4 => char.ToUpperInvariant(parts[i][0]) + parts[i][1..],
                _ => parts[i],
            };
        }

        return string.Join('-', parts);
    }
}
