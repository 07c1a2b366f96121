using Sapphire.Actors.Models;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.SpeechServices;

/// <summary>Names of the OpenAI-compatible speech services.</summary>
public static class SpeechServiceIds
{
    /// <summary>The engine: voices are <c>openai/NAME</c>.</summary>
    public const string Engine = "openai";

    /// <summary>Where the key for speaking is kept among the <see cref="ModelKeys"/>; no provider can have this id.</summary>
    public const string SpeakKey = "speech/speak";

    /// <summary>Where the key for listening is kept.</summary>
    public const string ListenKey = "speech/listen";

    /// <summary>The voices of a service's settings.</summary>
    public static IEnumerable<string> Voices(SpeechService service) =>
        service.Voices.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal);

    /// <summary>The key for a service, lent to the server it was given for only; null when there is none.</summary>
    public static string? Key(this ModelKeys keys, string id, string url)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? keys.Find(id, ProviderUrl.Origin(uri)) : null;
    }
}
