namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary>Asks for actors.</summary>
/// <param name="Node">On which node; null for the one that serves the page.</param>
/// <param name="Path">Where to begin: <c>/user</c>.</param>
/// <param name="Skip">How many of its children to leave out, for the next page.</param>
/// <param name="Take">How many of its children at most.</param>
/// <param name="Search">Only actors with this text in their name or class, at whatever depth; null for the children.</param>
public sealed record ActorsRequest(string? Node, string Path, int Skip, int Take, string? Search);

/// <summary>Names an actor.</summary>
/// <param name="Node">On which node; null for the one that serves the page.</param>
/// <param name="Path">Its path.</param>
public sealed record ActorRequest(string? Node, string Path);

/// <summary>Names dead letters.</summary>
/// <param name="Queue">Of which queue.</param>
/// <param name="MessageId">Only this message; null for all.</param>
public sealed record DeadLettersRequest(string Queue, string? MessageId);
