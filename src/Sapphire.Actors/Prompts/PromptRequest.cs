using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Prompts;

/// <summary>For what a prompt is assembled.</summary>
/// <param name="ChatId">The chat: decides which spice it gets.</param>
/// <param name="Settings">Its settings, over the defaults of the home.</param>
/// <param name="UserMessages">How many messages of the person the branch has, with the one that is answered.</param>
/// <param name="Now">In the person's zone.</param>
public sealed record PromptRequest(ChatId ChatId, ChatSettings Settings, int UserMessages, DateTimeOffset Now);
