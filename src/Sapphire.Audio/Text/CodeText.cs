using System.Text;

namespace Sapphire.Audio.Text;

/// <summary>Makes words of a piece of code in a sentence: <c>getUserName()</c> is read "get User Name".</summary>
internal static class CodeText
{
    public static string Words(string code)
    {
        StringBuilder words = new(code.Length + 8);
        for (int i = 0; i < code.Length; i++)
        {
            char c = code[i];
            char before = i > 0 ? code[i - 1] : ' ';
            if (char.IsUpper(c) && char.IsLower(before))
            {
                words.Append(' ');
            }

            words.Append(c switch
            {
                '_' or '{' or '}' or '[' or ']' or '(' or ')' or ';' or '"' or '`' or '\\' or '$' or '|' or '\'' => ' ',
                // "--help" and "-v": the dashes say nothing.
                '-' when !char.IsLetterOrDigit(before) && !(i + 1 < code.Length && (char.IsDigit(code[i + 1]) || char.IsWhiteSpace(code[i + 1]))) => ' ',
                '/' => ' ',
                _ => c,
            });
        }

        return words.ToString().Trim();
    }
}
