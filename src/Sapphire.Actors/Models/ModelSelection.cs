using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Models;

/// <summary>Which model a chat wants.</summary>
/// <param name="Provider">A provider's id: that one and no other answers, besides the built-in assistant. <c>auto</c>: the first that answers; <c>builtin</c>: the built-in assistant only; null or empty: the home's choice.</param>
/// <param name="Model">The model there; null or empty: the provider's own choice. Without a provider: the providers that list it are asked for it first.</param>
public sealed record ModelSelection(string? Provider, string? Model)
{
    /// <summary>The home's choice.</summary>
    public static readonly ModelSelection Home = new(null, null);

    /// <summary>The turn is of a private chat: only servers of one's own network are asked, as in privacy mode, whatever the switch says.</summary>
    public bool Private { get; init; }

    /// <summary>The one provider that is wanted; null when there is a choice.</summary>
    internal string? Only => string.IsNullOrEmpty(Provider) || Provider is ModelSettings.Auto ? null : Provider;
}
