namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/dashboard</c>: how this node is. What it uses comes with the cluster's updates, actors by <c>GetActors</c>.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Parts">The parts that can be out of order, as <c>/healthz</c> names them, with the reason.</param>
/// <param name="Views">What is made from the journal: the list of chats, the search, the usage.</param>
/// <param name="Storage">What is stored, and how much room there is.</param>
public sealed record DashboardAnswer(string Version, IReadOnlyList<HealthPartView> Parts, IReadOnlyList<ReadModelView> Views, StorageUseView Storage);

/// <summary>A part of the program.</summary>
/// <param name="Name"><c>journal</c>, <c>store</c>, <c>broker</c>.</param>
/// <param name="Healthy">False while it is out of order.</param>
/// <param name="Problem">Why, and what to do; null while it is healthy.</param>
public sealed record HealthPartView(string Name, bool Healthy, string? Problem);

/// <summary>Something that is made from the journal.</summary>
/// <param name="Name"><c>chats</c>, <c>search</c>, <c>usage</c>.</param>
/// <param name="Behind">About how many events it is behind.</param>
/// <param name="LeftOut">Events that cannot be read.</param>
/// <param name="Rebuilt">While it is made anew: how far that is, 0 to 1; else null.</param>
/// <param name="Problem">What keeps it from moving on; null for nothing.</param>
public sealed record ReadModelView(string Name, long Behind, long LeftOut, double? Rebuilt, string? Problem);

/// <summary>What is stored.</summary>
/// <param name="Events">Where events are: <c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="Kinds">What the home holds, the largest first.</param>
/// <param name="Free">Bytes that are free on the disk of the home; null where the system does not tell.</param>
/// <param name="Size">Bytes of that disk; null where the system does not tell.</param>
/// <param name="MeasuredAt">When it was counted: at most half a minute ago.</param>
public sealed record StorageUseView(string Events, IReadOnlyList<StorageKindView> Kinds, long? Free, long? Size, DateTimeOffset MeasuredAt);

/// <summary>Files of one kind.</summary>
/// <param name="Kind"><c>journal</c>, <c>views</c>, <c>memory</c>, <c>images</c>, <c>backups</c>, <c>logs</c> or <c>other</c>.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="Files">How many there are.</param>
public sealed record StorageKindView(string Kind, long Bytes, int Files);
