using Sapphire.Actors.Models;

namespace Sapphire.Actors.Prompts;

/// <summary>Keeps private prompts at home.</summary>
public static class PromptPrivacy
{
    /// <summary>Refuses a turn that would send a private prompt while privacy mode is off.</summary>
    /// <param name="prompt">The prompt of the turn.</param>
    /// <param name="isPrivate">Whether privacy mode is on.</param>
    /// <exception cref="ModelException">It would; says what to do.</exception>
    public static void Check(AssembledPrompt prompt, bool isPrivate)
    {
        if (prompt.PrivacyRequired && !isPrivate)
        {
            throw new ModelException(
                $"The prompt \"{prompt.Name}\" is private, and privacy mode is off.",
                "Switch privacy mode on with the shield above, or give this chat another prompt.",
                canRetry: true);
        }
    }
}
