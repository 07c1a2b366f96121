using System.Collections.Immutable;
using System.Net;

namespace Sapphire.Postgres.TestKit;

/// <summary>How a throw-away server is made.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>The folder that holds the server's files, made when it is missing and emptied at the end: a small tmpfs for a full disk. Null for a temporary folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether commits are synced. On, as in real life: what a crash test proves depends on it.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>Further settings of <c>postgresql.conf</c>, with values as they stand there.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The password that the server asks for (SCRAM); null trusts everybody on this machine.</summary>
    public string? Password { get; init; }

    /// <summary>A further address at which it listens, to everybody on its network (/24); 127.0.0.1 for none.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;
}
