namespace Sapphire.Cluster.Links;

/// <summary>The attributes that the transport puts on messages; they begin with <c>x-</c>.</summary>
internal static class Marks
{
    /// <summary>An empty message that tells the owner of a shard that it is the owner.</summary>
    public const string Probe = "x-probe";

    /// <summary>The publisher of a topic.</summary>
    public const string Publisher = "x-publisher";

    /// <summary>The number of a message of its publisher and topic.</summary>
    public const string Sequence = "x-sequence";

    /// <summary>Why it was rejected.</summary>
    public const string Reason = "x-reason";

    /// <summary>Where it was rejected.</summary>
    public const string Origin = "x-origin";

    /// <summary>When it was rejected.</summary>
    public const string At = "x-at";
}
