using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Operations;

#pragma warning disable MA0048 // What operators see of the cluster: one family of records.

/// <summary>The cluster, as one node sees it.</summary>
/// <param name="Node">The node that answers.</param>
/// <param name="Alone">True where there is no broker: this node is all there is.</param>
/// <param name="Link">How the node stands to the broker: <c>alone</c>, <c>connecting</c>, <c>connected</c> or <c>away</c>.</param>
/// <param name="LinkSince">Since when.</param>
/// <param name="LinkProblem">Why it is away, and what to do; null while it is not.</param>
/// <param name="Nodes">The nodes: the answering one first, then by name.</param>
/// <param name="Rooms">The rooms with microphones and speakers, by name.</param>
public sealed record ClusterView(string Node, bool Alone, string Link, DateTimeOffset LinkSince, string? LinkProblem, IReadOnlyList<NodeView> Nodes, IReadOnlyList<RoomPresence> Rooms);

/// <summary>A room with a microphone and a speaker.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">The node that it is on.</param>
/// <param name="Standing"><c>up</c>, <c>away</c> (it cannot reach the chats), <c>silent</c> (may be dead) or <c>stands by</c> (another node has its name).</param>
public sealed record RoomPresence(string Name, string Node, string Standing);

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsSelf">True for the node that answers.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="Peer">How that stands to the version of the node that answers: <c>same</c>, <c>newer</c>, <c>older</c> or <c>other</c>; <c>incompatible</c> where its protocol is too new.</param>
/// <param name="Standing"><c>up</c>, <c>silent</c> (may be dead), or <c>draining</c> and <c>drained</c> (takes nothing more).</param>
/// <param name="Started">When it was started.</param>
/// <param name="LastHeard">When it was heard.</param>
/// <param name="Shards">How many shards it has, of all kinds.</param>
/// <param name="ShardsByKind">The same by kind.</param>
/// <param name="Figures">What it uses; null before it has said so.</param>
/// <param name="Problem">Why it cannot store; null when it can.</param>
public sealed record NodeView(
    string Name,
    bool IsSelf,
    IReadOnlyList<string> Roles,
    string Version,
    string Peer,
    string Standing,
    DateTimeOffset Started,
    DateTimeOffset LastHeard,
    int Shards,
    IReadOnlyDictionary<string, int> ShardsByKind,
    NodeUsage? Figures,
    string? Problem);

/// <summary>What a node uses.</summary>
/// <param name="Cpu">Of the processors of its machine together: 0 to 1.</param>
/// <param name="Memory">Bytes of memory, with its share of what it has in common with others (PSS) where the system tells.</param>
/// <param name="Heap">Bytes of objects, at the last collection.</param>
/// <param name="Collections">How many full garbage collections there were.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="Sessions">Chats that are in memory.</param>
/// <param name="Drops">Messages that were dropped or lost since it was started.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Machine">The machine's name.</param>
public sealed record NodeUsage(double Cpu, long Memory, long Heap, int Collections, int Threads, int Sessions, long Drops, int ProcessId, string Machine) : INoSerializationVerificationNeeded;

/// <summary>Which node has which shards.</summary>
/// <param name="Kinds">The kinds of entities; none where there is no broker.</param>
/// <param name="Silent">Nodes that did not answer in time.</param>
public sealed record ShardsView(IReadOnlyList<ShardKindView> Kinds, IReadOnlyList<string> Silent);

/// <summary>The shards of one kind of entity.</summary>
/// <param name="Kind"><c>session</c> for chats, <c>schedule</c> for the timers.</param>
/// <param name="Shards">All of them, by number.</param>
public sealed record ShardKindView(string Kind, IReadOnlyList<ShardView> Shards);

/// <summary>A shard.</summary>
/// <param name="Shard">Its number.</param>
/// <param name="Node">Who has it; null where nobody is known to, as while it is handed over.</param>
/// <param name="Entities">How many of its entities are in memory.</param>
/// <param name="Unanswered">Messages that they have not answered yet.</param>
/// <param name="Silences">How often one gave no answer in time.</param>
/// <param name="Rejected">Messages that went to the dead letters.</param>
public sealed record ShardView(int Shard, string? Node, int Entities, int Unanswered, long Silences, long Rejected);

/// <summary>The queues at the broker.</summary>
/// <param name="Queues">The queues; none where there is no broker.</param>
/// <param name="Problem">Why the broker could not be asked; null when it was.</param>
public sealed record QueuesView(IReadOnlyList<QueueView> Queues, string? Problem);

/// <summary>A queue, or the queues of all shards of a kind.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What is in it, in words.</param>
/// <param name="Depth">How many messages wait.</param>
/// <param name="Consumers">How many consumers it has; of shards, each node in line for one counts.</param>
/// <param name="Dead">Messages that nobody could handle.</param>
public sealed record QueueView(string Name, string Purpose, long Depth, int Consumers, long Dead);

/// <summary>A message that nobody could handle. Without what it says.</summary>
/// <param name="Id">Which message.</param>
/// <param name="Origin">Where it was: <c>session.12</c>, <c>stt</c>.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="From">The node that sent it; null where that is not known.</param>
/// <param name="Reason">Why it is here.</param>
/// <param name="At">When; null where that is not known.</param>
/// <param name="Size">Bytes.</param>
public sealed record DeadLetterView(string Id, string Origin, string Type, string? From, string Reason, DateTimeOffset? At, int Size);

/// <summary>The dead letters of a queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Letters">The oldest of them.</param>
public sealed record DeadLettersView(string Queue, long Total, IReadOnlyList<DeadLetterView> Letters);

/// <summary>The chats that are in memory.</summary>
/// <param name="Total">How many.</param>
/// <param name="Sessions">Those, by node; a bounded number.</param>
/// <param name="Silent">Nodes that did not answer in time.</param>
public sealed record SessionsView(int Total, IReadOnlyList<SessionPlace> Sessions, IReadOnlyList<string> Silent);

/// <summary>Where a chat is.</summary>
/// <param name="Id">The chat.</param>
/// <param name="Title">Its title; null where this node cannot read it.</param>
/// <param name="Shard">Its shard; null where there are none.</param>
/// <param name="Node">The node that has it or, while it is not in memory, would have it; null while the shard is handed over.</param>
/// <param name="Active">Whether it is in memory.</param>
public sealed record SessionPlace(string Id, string? Title, int? Shard, string? Node, bool Active);

/// <summary>An actor, and some of those below it.</summary>
/// <param name="Path">Its path: <c>/user/chats</c>.</param>
/// <param name="Type">Its class.</param>
/// <param name="State"><c>idle</c>, <c>busy</c>, <c>suspended</c> (failed, or waits for something) or <c>stopped</c>.</param>
/// <param name="Queued">About how many messages wait for it.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="ChildCount">How many children it has.</param>
/// <param name="Children">Some of them, by name; in a search, what was found below it.</param>
public sealed record ActorView(string Path, string Type, string State, int Queued, int Restarts, int ChildCount, IReadOnlyList<ActorView> Children);

/// <summary>How far a node is with handing over what it has.</summary>
/// <param name="Node">The node.</param>
/// <param name="Total">How many shards it had.</param>
/// <param name="Left">How many it has yet.</param>
/// <param name="Seconds">How long it has taken so far.</param>
/// <param name="Done">True at the end.</param>
/// <param name="Waiting">Replies that are being written, and speech jobs, that it waits for.</param>
/// <param name="Patience">For how many more seconds at most.</param>
/// <param name="Slowest">At the end: how many seconds the slowest shard took, without the wait.</param>
/// <param name="Interrupted">At the end: replies that were cut off, since they took longer than <c>sapphire.cluster.drain-grace</c>.</param>
public sealed record DrainView(string Node, int Total, int Left, double Seconds, bool Done, int Waiting = 0, double Patience = 0, double Slowest = 0, int Interrupted = 0);

/// <summary>What became of an operator's command.</summary>
/// <param name="Text">What was done, for people.</param>
public sealed record OperatorDone(string Text);

/// <summary>How everything stands, again and again while a page looks.</summary>
/// <param name="Cluster">The nodes.</param>
/// <param name="Shards">The shards.</param>
/// <param name="Queues">The queues.</param>
public sealed record ClusterUpdate(ClusterView Cluster, ShardsView Shards, QueuesView Queues);
