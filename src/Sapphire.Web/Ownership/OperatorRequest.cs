using Sapphire.Actors.Operations;

namespace Sapphire.Web.Ownership;

#pragma warning disable MA0048 // One family of message records.

/// <summary>What an operator asks the cluster through the node that owns the home.</summary>
/// <param name="Version">The version of this form; see <see cref="CurrentVersion"/>.</param>
/// <param name="Action">One of the constants.</param>
/// <param name="Node">For <see cref="Drain"/>, <see cref="Resume"/>, <see cref="Down"/> and actors: which node; for actors null is the owner.</param>
/// <param name="Path">For actors: which.</param>
/// <param name="Name">For <see cref="Dead"/>, <see cref="Requeue"/> and <see cref="Purge"/> the queue; for <see cref="Where"/> the chat.</param>
/// <param name="MessageId">For <see cref="Requeue"/> and <see cref="Purge"/>: only this message.</param>
/// <param name="Depth">For actors: how many levels.</param>
/// <param name="Skip">For actors: how many children to leave out.</param>
/// <param name="Take">For actors: how many children at most.</param>
/// <param name="Search">For actors: only those with this in their path or class.</param>
internal sealed record OperatorRequest(
    int Version, string Action, string? Node = null, string? Path = null, string? Name = null, string? MessageId = null, int Depth = 0, int Skip = 0, int Take = 0, string? Search = null)
{
    /// <summary>Raised when a server of before could misunderstand a request.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The nodes, and how this one stands to the broker.</summary>
    public const string Cluster = "cluster";

    /// <summary>Nodes, shards and queues together.</summary>
    public const string Top = "top";

    /// <summary>The shards.</summary>
    public const string Shards = "shards";

    /// <summary>The queues.</summary>
    public const string Queues = "queues";

    /// <summary>The dead letters of a queue.</summary>
    public const string Dead = "dead";

    /// <summary>Sends dead letters back.</summary>
    public const string Requeue = "requeue";

    /// <summary>Deletes dead letters.</summary>
    public const string Purge = "purge";

    /// <summary>The chats in memory.</summary>
    public const string Sessions = "sessions";

    /// <summary>Where a chat is.</summary>
    public const string Where = "where";

    /// <summary>An actor and those below it.</summary>
    public const string Actors = "actors";

    /// <summary>Restarts an actor.</summary>
    public const string Restart = "restart";

    /// <summary>Has a node hand over what it has.</summary>
    public const string Drain = "drain";

    /// <summary>Lets a drained node take shards again.</summary>
    public const string Resume = "resume";

    /// <summary>Has a node leave and end.</summary>
    public const string Down = "down";
}

/// <summary>The answer: one member is set.</summary>
/// <param name="Cluster">For <see cref="OperatorRequest.Cluster"/>.</param>
/// <param name="Update">For <see cref="OperatorRequest.Top"/>.</param>
/// <param name="Shards">For <see cref="OperatorRequest.Shards"/>.</param>
/// <param name="Queues">For <see cref="OperatorRequest.Queues"/>.</param>
/// <param name="Letters">For <see cref="OperatorRequest.Dead"/>.</param>
/// <param name="Sessions">For <see cref="OperatorRequest.Sessions"/>.</param>
/// <param name="Place">For <see cref="OperatorRequest.Where"/>.</param>
/// <param name="Actor">For <see cref="OperatorRequest.Actors"/>.</param>
/// <param name="Drained">For <see cref="OperatorRequest.Drain"/>.</param>
/// <param name="Done">For what changes something.</param>
internal sealed record OperatorReply(
    ClusterView? Cluster = null,
    ClusterUpdate? Update = null,
    ShardsView? Shards = null,
    QueuesView? Queues = null,
    DeadLettersView? Letters = null,
    SessionsView? Sessions = null,
    SessionPlace? Place = null,
    ActorView? Actor = null,
    DrainView? Drained = null,
    OperatorDone? Done = null);
