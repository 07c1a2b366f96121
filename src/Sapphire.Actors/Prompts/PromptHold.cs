using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Subscriptions;

namespace Sapphire.Actors.Prompts;

/// <summary>
/// A chat with a private prompt is held private. Its turns are so by themselves (<see cref="PromptComposer"/> asks for it each time); this
/// only tells people.
/// </summary>
/// <param name="settings">What a chat is set to, its own only; null when it cannot be read.</param>
/// <param name="library">The prompts, at each call.</param>
/// <param name="defaults">The defaults of the home, at each call.</param>
public sealed class PromptHold(Func<ChatId, CancellationToken, Task<ChatSettings?>> settings, Func<PromptSet> library, Func<ChatSettings> defaults) : IPrivacyHold
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async ValueTask<string?> ReasonAsync(ChatId chat, CancellationToken cancellationToken)
    {
        return await settings(chat, cancellationToken) is { } own && PromptOf(own) is { PrivacyRequired: true } prompt
            ? $"The prompt \"{prompt.Name}\" of this chat is private: nothing of the chat leaves your own network. Give the chat another prompt to end that."
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsPrivateAsync(ChatId? chat, CancellationToken cancellationToken) =>
        (chat is { } id ? await settings(id, cancellationToken) : ChatSettings.None) is not { } own || PromptOf(own).PrivacyRequired;

    /// <summary>Reads what chats are set to.</summary>
    /// <param name="streams">The chats.</param>
    /// <param name="time">The clock of the time limit.</param>
    public static Func<ChatId, CancellationToken, Task<ChatSettings?>> Of(UpdateStreams streams, TimeProvider time) => async (chat, cancellationToken) =>
    {
        using CancellationTokenSource limit = new(Patience, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await foreach (Update update in streams.Read(chat, both.Token))
            {
                if (update is ChatSnapshot snapshot)
                {
                    return snapshot.Chat.Settings;
                }
            }
        }
        catch (SubscriptionException)
        {
            // There is no such chat, or it cannot be read now.
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // It is away.
        }

        return null;
    };

    private Prompt PromptOf(ChatSettings own)
    {
        PromptSet set = library();
        return set.Find(own.Over(defaults()).Prompt) ?? set.Fallback();
    }
}
