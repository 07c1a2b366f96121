using Sapphire.Actors.Models;

namespace Sapphire.Actors.Settings;

/// <summary>One configured provider. Its key is not here (<c>ModelKeys</c>).</summary>
/// <param name="Id">A slug: a–z, 0–9, dash; at most 40 characters.</param>
/// <param name="Name">For people.</param>
/// <param name="Url">The base URL.</param>
/// <param name="Model">The chosen model; empty takes the first that the server lists.</param>
/// <param name="Enabled">False leaves it out.</param>
public sealed record ProviderSettings(string Id, string Name, string Url, string Model, bool Enabled)
{
    /// <summary>What kind of server it is: one of <see cref="ProviderKinds"/>.</summary>
    public string Kind { get; init; } = ProviderKinds.Other;

    /// <summary>False: it answers only where it is chosen, and never in place of another one.</summary>
    public bool Fallback { get; init; } = true;

    /// <summary>The environment variable with its key; empty takes the usual one of its kind.</summary>
    public string KeyVariable { get; init; } = "";

    /// <summary>How long its first token may take, in seconds; null takes the program's default.</summary>
    public double? Timeout { get; init; }
}
