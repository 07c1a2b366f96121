namespace Sapphire.Cluster.Remoting;

/// <summary>How patient a node is with the actors of others.</summary>
public sealed record RemotingSettings
{
    /// <summary>How many messages to one node wait here for the connection. A further one is dropped: it goes to the dead letters, and the node learns that one is missing.</summary>
    public int OutboundBuffer { get; init; } = 10_000;

    /// <summary>How long messages wait while this node has no connection; then they go to the dead letters.</summary>
    public TimeSpan OutboundPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a node tells another whom it watches there, and how many messages it has sent. What was lost in transit is noticed then.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may be watched that nobody has heard of before its actors are taken for terminated.</summary>
    public TimeSpan UnseenPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">Names the setting.</exception>
    public RemotingSettings Checked()
    {
        if (OutboundBuffer < 1) throw new ArgumentException("The outbound buffer of remoting holds at least one message.");
        if (OutboundPatience < TimeSpan.Zero || RefreshInterval <= TimeSpan.Zero || UnseenPatience <= TimeSpan.Zero) throw new ArgumentException("The intervals of remoting must be more than 0.");
        return this;
    }
}
