namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/spices</c>, and the answer to every change.</summary>
/// <param name="Categories">The categories, by name.</param>
/// <param name="Total">How many spices there are.</param>
/// <param name="Problems">The file, where it is not in force.</param>
public sealed record SpicesView(IReadOnlyList<SpiceCategoryView> Categories, int Total, IReadOnlyList<LibraryProblem> Problems);

/// <summary>Spices of one sort.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spices">The spices, in order.</param>
/// <param name="Enabled">Whether chats that name no categories take from it.</param>
/// <param name="Factory"><c>same</c> as a new home has it, <c>changed</c>, or <c>none</c>.</param>
public sealed record SpiceCategoryView(string Name, IReadOnlyList<string> Spices, bool Enabled, string Factory);

/// <summary><c>POST /api/spices</c>: adds a spice; makes its category where there is none.</summary>
public sealed record SpiceRequest(string Category, string Text);

/// <summary><c>PUT</c> and <c>DELETE /api/spices/{category}/{index}</c>.</summary>
/// <param name="Text">The new text.</param>
/// <param name="Was">What it must be now; null for anything.</param>
public sealed record SpiceChange(string Text, string? Was = null);

/// <summary><c>PUT /api/spices/{category}</c>: makes or replaces a category.</summary>
/// <param name="Spices">Its spices, in order; null leaves them as they are, and only switches it.</param>
/// <param name="Enabled">Whether it is on.</param>
public sealed record SpiceCategoryRequest(IReadOnlyList<string>? Spices, bool Enabled = true);
