namespace Sapphire.Actors.Prompts;

/// <summary>A rough count of tokens, for showing.</summary>
internal static class PromptTokens
{
    /// <summary>About four characters of Latin script a token, one token a character elsewhere.</summary>
    public static int Of(string text)
    {
        int narrow = text.Count(static c => c < 0x250);
        return ((narrow + 3) / 4) + (text.Length - narrow);
    }
}
