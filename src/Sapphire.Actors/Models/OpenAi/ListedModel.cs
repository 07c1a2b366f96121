namespace Sapphire.Actors.Models.OpenAi;

/// <summary>One model that a server lists.</summary>
/// <param name="Id">Its name in requests.</param>
/// <param name="OwnedBy">The server's word for its origin, which often tells the kind of server; may be empty.</param>
public sealed record ListedModel(string Id, string OwnedBy);
