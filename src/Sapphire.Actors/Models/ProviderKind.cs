namespace Sapphire.Actors.Models;

/// <summary>One kind of server.</summary>
/// <param name="Id">In settings and requests.</param>
/// <param name="Name">For people.</param>
/// <param name="Url">The usual base URL; empty when there is none.</param>
/// <param name="KeyVariable">The usual environment variable of its key; empty when it has none.</param>
/// <param name="Local">It usually runs on one's own machine.</param>
public sealed record ProviderKind(string Id, string Name, string Url, string KeyVariable, bool Local);
