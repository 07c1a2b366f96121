namespace Sapphire.Cluster.Messaging;

/// <summary>What went wrong between nodes.</summary>
public enum ClusterError
{
    /// <summary>No connection to the broker. It may come back by itself.</summary>
    Unreachable,

    /// <summary>The broker does not accept the user or its password or certificate.</summary>
    Refused,

    /// <summary>The broker's certificate is not trusted, or TLS is spoken by one side only.</summary>
    Tls,

    /// <summary>The broker has no such virtual host.</summary>
    VhostMissing,

    /// <summary>The user may not use a queue or an exchange.</summary>
    Forbidden,

    /// <summary>Another node of the cluster has this name.</summary>
    NameTaken,

    /// <summary>A queue exists with other properties than this node wants.</summary>
    Mismatch,

    /// <summary>A queue has reached its limit.</summary>
    Full,

    /// <summary>The message is larger than messages may be.</summary>
    TooLarge,

    /// <summary>The message comes from a newer version of Sapphire.</summary>
    VersionNewer,

    /// <summary>Nobody here knows a message of that name.</summary>
    UnknownMessage,

    /// <summary>The bytes of the message cannot be read.</summary>
    Malformed,

    /// <summary>The shard or job is not (or no longer) this node's; nothing more of it may be acknowledged.</summary>
    NotOwner,

    /// <summary>The transport has been closed.</summary>
    Closed,

    /// <summary>Anything else that the broker said.</summary>
    Protocol,
}
