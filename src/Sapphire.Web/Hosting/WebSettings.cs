namespace Sapphire.Web.Hosting;

/// <summary>What the web host takes from the configuration.</summary>
public sealed record WebSettings
{
    /// <summary>Where https listens.</summary>
    public string HttpsAddress { get; init; } = "0.0.0.0";

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

    /// <summary>The cost of new bcrypt hashes.</summary>
    public int PasswordCost { get; init; } = Security.PasswordHashing.DefaultCost;
}
