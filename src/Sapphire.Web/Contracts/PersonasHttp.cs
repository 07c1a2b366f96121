using Sapphire.Actors.Chat;

namespace Sapphire.Web.Contracts;

#pragma warning disable MA0048 // One family of message records.

/// <summary><c>GET /api/personas</c>, and the answer to every change.</summary>
/// <param name="Personas">The personas, by name.</param>
/// <param name="Problems">The file, where it is not in force.</param>
public sealed record PersonasView(IReadOnlyList<PersonaView> Personas, IReadOnlyList<LibraryProblem> Problems);

/// <summary>A bundle of settings that is applied to a chat at once.</summary>
/// <param name="Id">A slug: a–z, 0–9, dash, underscore.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">For people; may be empty.</param>
/// <param name="AiName">What the assistant calls itself; null for the home's name of it.</param>
/// <param name="Settings">What it sets.</param>
/// <param name="Factory"><c>same</c> as a new home has it, <c>changed</c>, or <c>none</c>.</param>
/// <param name="Problem">What it names that does not exist; null for nothing.</param>
/// <param name="Version">A mark of what it is now; sent back with a change, so that nobody's change is lost.</param>
public sealed record PersonaView(string Id, string Name, string Description, string? AiName, ChatSettings Settings, string Factory, string? Problem, string Version);

/// <summary><c>PUT /api/personas/{id}</c> (<c>?new=true</c>: there must be none of that id yet).</summary>
/// <param name="Name">For people.</param>
/// <param name="Description">For people; null for none.</param>
/// <param name="AiName">What the assistant calls itself; null for the home's name of it.</param>
/// <param name="Settings">What it sets; null for nothing.</param>
/// <param name="Version">The mark of what it was; null replaces whatever is there.</param>
public sealed record PersonaRequest(string Name, string? Description, string? AiName, ChatSettings? Settings, string? Version = null);

/// <summary><c>POST /api/personas/{id}/apply</c>: a chat's own settings after the persona was applied to <paramref name="Settings"/>.</summary>
public sealed record PersonaApplication(ChatSettings Settings);

/// <summary><c>GET /api/avatars</c>: the pictures of the home, ids of <c>GET /api/avatars/{id}</c>.</summary>
/// <param name="User">The person's; null for none.</param>
/// <param name="Assistant">The assistant's; null for none.</param>
public sealed record AvatarsView(string? User, string? Assistant);

/// <summary><c>PUT /api/avatars/user</c> and <c>…/assistant</c>: chooses a picture; null for none.</summary>
public sealed record AvatarChoice(string? Id);

/// <summary>The answer to <c>POST /api/avatars</c>.</summary>
/// <param name="Id">The picture's id, for a persona or a chat.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record AvatarStored(string Id, string MediaType, int Width, int Height);
