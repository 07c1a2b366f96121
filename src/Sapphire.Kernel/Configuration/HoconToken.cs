namespace Sapphire.Kernel.Configuration;

internal readonly record struct HoconToken(HoconTokenKind Kind, string Text, int Line, int Column)
{
    /// <summary>The token as an error message names it.</summary>
    public string Describe() => Kind switch
    {
        HoconTokenKind.End => "the end of the text",
        HoconTokenKind.Newline => "the end of the line",
        HoconTokenKind.Whitespace => "whitespace",
        HoconTokenKind.Quoted => "the string \"" + Shorten(Text) + "\"",
        _ => "'" + Shorten(Text) + "'",
    };

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
