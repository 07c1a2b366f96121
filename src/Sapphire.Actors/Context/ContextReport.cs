namespace Sapphire.Actors.Context;

/// <summary>What a model would be sent of a chat now.</summary>
/// <param name="Model">The model that would be asked, for people.</param>
/// <param name="ProviderId">Its provider.</param>
/// <param name="BuiltIn">True for the built-in assistant, which needs no context.</param>
/// <param name="Sees">True when it takes images.</param>
/// <param name="Used">Tokens that would be sent, about.</param>
/// <param name="Limit">Tokens that it takes, the reply included; 0 when there is no limit.</param>
/// <param name="System">Tokens of the system prompt among <paramref name="Used"/>.</param>
/// <param name="Tools">Tokens of the tools among <paramref name="Used"/>.</param>
/// <param name="Messages">Messages of the chat.</param>
/// <param name="Dropped">How many of them, the oldest, would not be sent.</param>
public sealed record ContextReport(string Model, string ProviderId, bool BuiltIn, bool Sees, int Used, int Limit, int System, int Tools, int Messages, int Dropped);
