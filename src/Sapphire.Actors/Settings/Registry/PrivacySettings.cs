using System.Collections.Immutable;
using System.Net;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Category <c>privacy</c>.</summary>
public static class PrivacySettings
{
    /// <summary>Whether privacy mode is on after a start.</summary>
    public static readonly Setting<bool> StartInPrivacyMode = new("START_IN_PRIVACY_MODE", SettingCategory.Privacy, false)
    {
        Title = "Start in privacy mode",
        Help = "After a start nothing leaves the networks below, until privacy mode is switched off.",
        Applies = SettingApplies.Restart,
    };

    /// <summary>What may be reached in privacy mode.</summary>
    public static readonly Setting<ImmutableArray<string>> Whitelist = new(
        "PRIVACY_NETWORK_WHITELIST", SettingCategory.Privacy, ["127.0.0.1", "localhost", "192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12"])
    {
        Title = "Networks of privacy mode",
        Help = "Addresses (192.168.1.5), networks (192.168.0.0/16) and names of hosts that may be reached in privacy mode. A name counts only with the addresses that are listed too.",
        MaxLength = 253,
        Check = static entries => entries.Where(static entry => !IsEntry(entry)).Select(static entry => $"\"{entry}\" is neither an address, nor a network such as 192.168.0.0/16, nor the name of a host.").FirstOrDefault(),
    };

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Setting> All = [StartInPrivacyMode, Whitelist];

    private static bool IsEntry(string entry) =>
        entry.Contains('/', StringComparison.Ordinal) ? IPNetwork.TryParse(entry, out _) : Uri.CheckHostName(entry) != UriHostNameType.Unknown;
}
