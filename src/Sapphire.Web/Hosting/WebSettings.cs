using System.Net;
using Sapphire.Actors.Configuration;

namespace Sapphire.Web.Hosting;

/// <summary>What the web host is told: the configuration, with what the command line or a test puts in its place.</summary>
internal sealed record WebSettings
{
    /// <summary>Where https listens.</summary>
    public IPAddress HttpsAddress { get; init; } = IPAddress.Any;

    /// <summary>The https port; 0 takes a free one.</summary>
    public int HttpsPort { get; init; } = 8073;

    /// <summary>The http port of 127.0.0.1; 0 takes a free one.</summary>
    public int LoopbackPort { get; init; } = 8074;

    /// <summary>Further names by which browsers may call this machine; they are in the certificate too.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>The largest body of a request, in bytes.</summary>
    public long MaximumBody { get; init; } = 1024 * 1024;

    /// <summary>How long a clean stop may take.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Failed logins and the length of a login.</summary>
    public LoginOptions Login { get; init; } = new();

    /// <summary>The cost of new bcrypt hashes; lower in tests only.</summary>
    public int PasswordCost { get; init; } = Security.PasswordHashing.DefaultCost;

    /// <summary>As configured.</summary>
    public static WebSettings From(SapphireOptions options) => new()
    {
        HttpsAddress = options.Web.HttpsAddress,
        HttpsPort = options.Web.HttpsPort,
        LoopbackPort = options.Web.HttpPort,
        ShutdownTimeout = options.Shutdown.Timeout,
        Login = options.Web.Login,
    };
}
