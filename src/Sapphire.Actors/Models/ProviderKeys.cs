using Sapphire.Actors.Privacy;
using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Models;

/// <summary>
/// A provider's key: that of the environment, else the stored one. The environment gives, in this order: <c>SAPPHIRE_KEY_(ID)</c>, the
/// variable that the provider's settings name, and the usual one of its kind (<c>OPENAI_API_KEY</c>), the last one only for the kind's own
/// server. A key of the environment goes out over https or within one's own network only.
/// </summary>
/// <param name="stored">The stored keys, bound to the server they were given for.</param>
/// <param name="environment">Gives an environment variable; the process's where not given.</param>
public sealed class ProviderKeys(ModelKeys stored, Func<string, string?>? environment = null)
{
    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;

    /// <summary>The key, and the environment variable it comes from; null for the variable when it is stored, for both when there is none.</summary>
    /// <exception cref="IOException">The file of keys is broken.</exception>
    public (string? Key, string? Variable) Find(ProviderSettings provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        Uri url = new(provider.Url);
        if (url.Scheme == Uri.UriSchemeHttps || OutboundRules.IsNear(url.IdnHost))
        {
            foreach (string variable in Variables(provider, url))
            {
                if (_environment(variable)?.Trim() is { Length: > 0 } key)
                {
                    return (key, variable);
                }
            }
        }

        return (stored.Find(provider.Id, ProviderUrl.Origin(url)), null);
    }

    /// <summary>The variable of the environment that is a provider's own.</summary>
    public static string OwnVariable(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return "SAPPHIRE_KEY_" + id.ToUpperInvariant().Replace('-', '_');
    }

    private static IEnumerable<string> Variables(ProviderSettings provider, Uri url)
    {
        yield return OwnVariable(provider.Id);
        if (provider.KeyVariable.Length > 0)
        {
            yield return provider.KeyVariable;
            yield break;
        }

        ProviderKind kind = ProviderKinds.Of(provider.Kind);
        if (kind.KeyVariable.Length > 0 && ProviderUrl.Origin(new(kind.Url)) == ProviderUrl.Origin(url))
        {
            yield return kind.KeyVariable;
        }
    }
}
