#pragma warning disable MA0048 // One family of records.
using System.Text.Json;

namespace Sapphire.Actors.Import.Old;

/// <summary>A provider of the old settings.</summary>
/// <param name="Key">Its key: <c>lmstudio</c>, <c>claude</c>, <c>fireworks</c>, <c>openai</c>, <c>other</c>, or one that a person added.</param>
/// <param name="Fields">What the settings say of it.</param>
/// <param name="UrlIsDefault">True where <see cref="Fields"/> names no URL, so that the old program's own stands.</param>
public sealed record OldProvider(string Key, JsonElement Fields, bool UrlIsDefault)
{
    /// <summary>Its name for people.</summary>
    public string Name => Fields.Text("display_name") is { Length: > 0 } name ? name : Key switch
    {
        "lmstudio" => "LM Studio",
        "claude" => "Claude",
        "fireworks" => "Fireworks",
        "openai" => "OpenAI",
        _ => Key,
    };

    /// <summary>Its base URL; empty where none is known.</summary>
    public string Url => Fields.Text("base_url") is { Length: > 0 } url ? url : DefaultUrl(Key);

    /// <summary>Its model; empty where none is named.</summary>
    public string Model => Fields.Text("model") ?? (Key, UrlIsDefault) switch
    {
        ("claude", _) => "claude-sonnet-4-5",
        ("openai", _) => "gpt-4o",
        ("fireworks", _) => "accounts/fireworks/models/qwen3-235b-a22b-thinking-2507",
        _ => "",
    };

    /// <summary>True when it speaks Anthropic's protocol.</summary>
    public bool IsAnthropic => Key == "claude" || Fields.Text("provider") is "claude" or "anthropic";

    /// <summary>Whether it was in use.</summary>
    public bool Enabled => Fields.Flag("enabled") ?? Key == "lmstudio";

    private static string DefaultUrl(string key) => key switch
    {
        "lmstudio" => "http://127.0.0.1:1234/v1",
        "claude" => "https://api.anthropic.com",
        "fireworks" => "https://api.fireworks.ai/inference/v1",
        "openai" => "https://api.openai.com/v1",
        _ => "",
    };
}

/// <summary>A provider's key, where it was found.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Key">The secret; never printed.</param>
/// <param name="Source">The file that it was in.</param>
public sealed record OldKey(string Provider, string Key, string Source)
{
    /// <summary>Never the key.</summary>
    public override string ToString() => $"the key of {Provider} in {Source}";
}

/// <summary>The user name and password of a SOCKS proxy.</summary>
/// <param name="UserName">The user name.</param>
/// <param name="Password">The secret; never printed.</param>
/// <param name="Source">The file that they were in.</param>
public sealed record OldSocksLogin(string UserName, string Password, string Source)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => $"the login of the SOCKS proxy in {Source}";
}
