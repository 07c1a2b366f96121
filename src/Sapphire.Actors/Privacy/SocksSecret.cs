using Sapphire.Actors.Settings;

namespace Sapphire.Actors.Privacy;

/// <summary>User and password of the SOCKS5 proxy: those of the environment, else those that are stored apart from the settings.</summary>
/// <param name="keys">Where they are stored, bound to the proxy they were given for.</param>
/// <param name="environment">Gives an environment variable; the process's where not given.</param>
public sealed class SocksSecret(ModelKeys keys, Func<string, string?>? environment = null)
{
    /// <summary>The environment variable of the user.</summary>
    public const string UserVariable = "SAPPHIRE_SOCKS_USERNAME";

    /// <summary>The environment variable of the password.</summary>
    public const string PasswordVariable = "SAPPHIRE_SOCKS_PASSWORD";

    /// <summary>The longest user or password, in bytes: what the protocol takes.</summary>
    public const int MaxLength = 255;

    // No provider can have this id.
    private const string Id = "network/socks";

    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;

    /// <summary>True when the environment gives them, so that stored ones do not count.</summary>
    public bool FromEnvironment => !string.IsNullOrEmpty(_environment(UserVariable));

    /// <summary>What the proxy at an address is told; empty texts when there is nothing.</summary>
    /// <exception cref="IOException">The file of keys is broken.</exception>
    public (string User, string Password) Find(string host, int port)
    {
        if (_environment(UserVariable) is { Length: > 0 } user)
        {
            return (user, _environment(PasswordVariable) ?? "");
        }

        string[]? stored = keys.Find(Id, Origin(host, port))?.Split('\n', 2);
        return stored is null ? ("", "") : (stored[0], stored.Length > 1 ? stored[1] : "");
    }

    /// <summary>Stores them for the proxy at an address; an empty user deletes them.</summary>
    public void Set(string host, int port, string user, string password) =>
        keys.Set(Id, Origin(host, port), user.Length == 0 ? null : $"{user}\n{password}");

    private static string Origin(string host, int port) => FormattableString.Invariant($"socks5://{host.ToLowerInvariant()}:{port}");
}
