using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;

namespace Sapphire.Actors.Privacy;

/// <summary>Makes rules of the settings.</summary>
internal static class OutboundSettings
{
    /// <summary>Privacy mode is on after a start.</summary>
    public static bool StartsPrivate(AppSettings settings) => settings.Get(PrivacySettings.StartInPrivacyMode);

    /// <summary>What is reached in privacy mode.</summary>
    public static IReadOnlyList<string> Networks(AppSettings settings) => settings.Get(PrivacySettings.Whitelist);

    /// <summary>The rules. Where the proxy's password cannot be read, the proxy is told none and decides by itself.</summary>
    public static OutboundRules Rules(AppSettings settings, bool isPrivate, SocksSecret secret) =>
        new(isPrivate, NetworkList.Parse(settings.Get(PrivacySettings.Whitelist)), settings.Get(NetworkSettings.SocksEnabled) ? Proxy(settings, secret) : null);

    private static SocksProxy Proxy(AppSettings settings, SocksSecret secret)
    {
        string host = settings.Get(NetworkSettings.SocksHost).Trim();
        int port = settings.Get(NetworkSettings.SocksPort);
        string user = "";
        string password = "";
        try
        {
            (user, password) = secret.Find(host, port);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Asked without them, the proxy refuses, and nothing goes out.
        }

        return new(host, port, user, password, TimeSpan.FromSeconds(settings.Get(NetworkSettings.SocksTimeout)));
    }
}
