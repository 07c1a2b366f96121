using Sapphire.Actors.Tools;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Prompts.Meta;

/// <summary>Finds the voice that is meant.</summary>
internal static class VoiceChoice
{
    /// <summary>How many voices are listed; a hundred languages would fill the context of a small model.</summary>
    public const int Listed = 40;

    /// <summary>The voice of a name: its id, its name, or what is behind the slash of its id, in any case.</summary>
    /// <exception cref="ToolException">There is none, or several; says which there are.</exception>
    public static Voice Find(IReadOnlyList<Voice> voices, string name)
    {
        Func<Voice, bool>[] ways =
        [
            voice => voice.Id == name,
            voice => Same(voice.Id, name),
            voice => Same(voice.Name, name),
            voice => Same(voice.Id[(voice.Id.IndexOf('/', StringComparison.Ordinal) + 1)..], name),
            voice => voice.Name.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase),
            voice => Same(voice.Language, name),
        ];
        foreach (Func<Voice, bool> way in ways)
        {
            Voice[] found = [.. voices.Where(way)];
            if (found.Length == 1)
            {
                return found[0];
            }

            if (found.Length > 1)
            {
                throw new ToolException($"Several voices are called so: {Names(found)}. Give the id of one.");
            }
        }

        throw new ToolException(voices.Count == 0 ? "There is no voice on this machine." : $"There is no voice \"{Short(name)}\". There are: {Names(voices)}.");
    }

    private static string Names(IReadOnlyList<Voice> voices) =>
        string.Join(", ", voices.Take(Listed).Select(static voice => voice.Id)) + (voices.Count > Listed ? $" and {voices.Count - Listed} more" : string.Empty);

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
