using System.Text;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Titles;

/// <summary>The words with which a title is asked for, and what is made of the answer. Pure.</summary>
public static class TitleText
{
    /// <summary>The longest title, in characters.</summary>
    public const int MaxLength = 60;

    /// <summary>What the model is told; the scripted provider of the tests knows a request for a title by its beginning.</summary>
    public const string Instruction = "You name conversations. Answer with a title of two to six words for the conversation that you are shown, in its language: no quotes, no full stop, nothing else.";

    private const int MaxShown = 1_200;

    /// <summary>The request for the title of a chat that begins so.</summary>
    public static IReadOnlyList<ChatMessage> Request(string said, string answered) =>
    [
        new(ChatRole.System, Instruction),
        new(ChatRole.User, $"The person: {Begin(said)}\n\nThe assistant: {Begin(answered)}\n\nThe title:"),
    ];

    /// <summary>The title in an answer; null when there is none that could be one.</summary>
    public static string? Clean(string answer)
    {
        string line = answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        foreach (string label in (string[])["Title:", "The title:", "Titel:", "Titre:", "Título:"])
        {
            if (line.StartsWith(label, StringComparison.OrdinalIgnoreCase))
            {
                line = line[label.Length..];
            }
        }

        line = line.Trim().Trim('"', '\'', '“', '”', '„', '«', '»', '`', '*', '#', '_', ' ').TrimEnd('.', ' ');
        StringBuilder clean = new(line.Length);
        foreach (Rune rune in line.EnumerateRunes())
        {
            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        line = clean.ToString();
        if (line.Length > MaxLength)
        {
            int cut = line.LastIndexOf(' ', MaxLength);
            // A model that writes on and on instead of a title has not understood.
            line = line.Length > 3 * MaxLength || cut < MaxLength / 2 ? "" : line[..cut] + "…";
        }

        return line.Any(char.IsLetterOrDigit) ? line : null;
    }

    private static string Begin(string text)
    {
        text = text.Trim();
        if (text.Length <= MaxShown)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[MaxShown - 1]) ? MaxShown - 1 : MaxShown;
        return text[..end] + " …";
    }
}
