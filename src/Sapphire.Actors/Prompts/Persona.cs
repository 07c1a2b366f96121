using Sapphire.Actors.Chat;

namespace Sapphire.Actors.Prompts;

/// <summary>A bundle of settings that is applied to a chat at once.</summary>
/// <param name="Id">A slug: a–z, 0–9, dash, underscore.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">For people; may be empty.</param>
/// <param name="AiName">What the assistant calls itself; null for the home's name of it.</param>
/// <param name="Settings">What it sets: prompt, toolset, voice, speed, pitch, spice, provider, model, memory scope, custom context, date and time, picture, colour. Its <see cref="ChatSettings.Persona"/> is null.</param>
public sealed record Persona(string Id, string Name, string Description, string? AiName, ChatSettings Settings)
{
    /// <summary>The longest description, in characters.</summary>
    public const int MaxDescription = 400;

    /// <summary>
    /// A chat's own settings after this was applied: everything that a persona bundles comes from it, also what it leaves to the
    /// defaults. The chat's context and its date and time stay unless the persona sets them.
    /// </summary>
    public ChatSettings ApplyTo(ChatSettings own) => Settings with
    {
        Persona = Id,
        CustomContext = Settings.CustomContext ?? own.CustomContext,
        InjectDateTime = Settings.InjectDateTime ?? own.InjectDateTime,
    };
}
