using System.Text;

namespace Sapphire.Audio.Engines;

/// <summary>Writes Latin letters in the 26 of English: flite knows no others and would skip them in the middle of a word.</summary>
internal static class PlainLetters
{
    // U+00C0 to U+017F: Latin-1 Supplement and Latin Extended-A, a word for each; the two signs among them are spoken.
    private const string Table =
        "A A A A A A AE C E E E E I I I I D N O O O O O times O U U U U Y Th ss "
        + "a a a a a a ae c e e e e i i i i d n o o o o o over o u u u u y th y "
        + "A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g G g G g H h H h "
        + "I i I i I i I i I i IJ ij J j K k q L l L l L l L l L l N n N n N n n NG ng O o O o O o OE oe "
        + "R r R r R r S s S s S s S s T t T t T t U u U u U u U u U u U u W w Y y Y Z z Z z Z z s";

    private const char First = '\u00C0';

    private static readonly string[] Words = Table.Split(' ');

    /// <summary>The text in ASCII; what has no counterpart becomes a blank.</summary>
    public static string ToAscii(string text)
    {
        StringBuilder plain = new(text.Length);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\n' or '\r' or '\t' => plain.Append(' '),
                >= ' ' and <= '~' => plain.Append(c),
                '\u2018' or '\u2019' or '\u02BC' => plain.Append('\''),
                '\u201C' or '\u201D' or '\u00AB' or '\u00BB' => plain.Append('"'),
                '\u2010' or '\u2011' => plain.Append('-'),
                '\u2012' or '\u2013' or '\u2014' or '\u2015' => plain.Append(", "),
                '\u2026' => plain.Append("..."),
                '\u00B0' => plain.Append(" degrees "),
                // Marks that stand over the letter before them.
                >= '\u0300' and <= '\u036F' => plain,
                '\u00D7' or '\u00F7' => plain.Append(' ').Append(Words[c - First]).Append(' '),
                _ when c >= First && c - First < Words.Length => plain.Append(Words[c - First]),
                _ => plain.Append(' '),
            };
        }

        return plain.ToString();
    }
}
