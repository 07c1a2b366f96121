using System.Net;

namespace Sapphire.Actors.Privacy;

/// <summary>Where a connection goes.</summary>
/// <param name="Address">Of its other end.</param>
/// <param name="Proxy">The SOCKS5 proxy that the other end is; null when it is none.</param>
/// <param name="ByEnvironment">The other end is a proxy that the environment names, so that its address says nothing of where the bytes end.</param>
/// <param name="InPrivacy">It is of a private chat: judged as in privacy mode, whatever the switch says.</param>
internal sealed record OutboundRoute(IPAddress Address, SocksProxy? Proxy, bool ByEnvironment, bool InPrivacy)
{
    /// <summary>Why rules do not permit it; null when they do.</summary>
    public OutboundBlockedException? Judge(OutboundRules rules)
    {
        rules = InPrivacy ? rules.ForPrivateChat() : rules;
        bool direct = Proxy is null && !ByEnvironment;
        return rules.Private ? (direct && rules.Allowed.Permits(Address) ? null : rules.OfChat ? OutboundBlockedException.ByChange() : OutboundBlockedException.ByPrivacyNow())
            : Proxy is not null ? (Proxy == rules.Socks ? null : OutboundBlockedException.ByChange())
            : rules.Socks is null || (direct && OutboundRules.IsNear(Address)) ? null
            : OutboundBlockedException.ByChange();
    }
}
