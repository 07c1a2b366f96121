using System.Net;

namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.web</c>.</summary>
public sealed record WebOptions
{
    /// <summary>The port of the https listener; 0 takes any free port.</summary>
    public int HttpsPort { get; init; } = 8073;

    /// <summary>The address of the https listener.</summary>
    public IPAddress HttpsAddress { get; init; } = IPAddress.Any;

    /// <summary>The port of the listener on loopback; 0 takes any free port.</summary>
    public int HttpPort { get; init; } = 8074;

    /// <summary>Limits of logins.</summary>
    public LoginOptions Login { get; init; } = new();

    internal static WebOptions Read(OptionsReader reader)
    {
        var defaults = new WebOptions();
        var options = new WebOptions
        {
            HttpsPort = reader.Int("web.https-port", defaults.HttpsPort, 0, 65535),
            HttpsAddress = reader.Address("web.https-address", defaults.HttpsAddress),
            HttpPort = reader.Int("web.http-port", defaults.HttpPort, 0, 65535),
            Login = LoginOptions.Read(reader),
        };
        if (options.HttpPort == options.HttpsPort && options.HttpPort != 0)
            reader.Problem("web.http-port", $"is {options.HttpPort}, which web.https-port has as well; give each its own port");
        return options;
    }
}
