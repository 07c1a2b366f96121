namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of records.

/// <summary>The answer of the routes under <c>/api/memory/scopes</c>.</summary>
/// <param name="Scopes">The scopes by name; <c>default</c> is always among them.</param>
/// <param name="Created">The scope that was made by this request; null for none.</param>
public sealed record MemoryScopesView(IReadOnlyList<MemoryScopeView> Scopes, string? Created);

/// <summary>One scope of memories.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">How many memories it has.</param>
public sealed record MemoryScopeView(string Name, int Count);

/// <summary>The body of <c>POST /api/memory/scopes</c>.</summary>
/// <param name="Name">The name of the new scope: 1 to 32 lower-case letters, digits and underscores.</param>
public sealed record NewMemoryScope(string? Name);
