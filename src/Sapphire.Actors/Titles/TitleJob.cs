using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Titles;

/// <summary>A chat that wants a title.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Model">The model that gave its first reply, and is asked for the title.</param>
/// <param name="Said">What the person said first.</param>
/// <param name="Answered">How the reply begins.</param>
public sealed record TitleJob(ChatId ChatId, ModelChoice Model, string Said, string Answered);
