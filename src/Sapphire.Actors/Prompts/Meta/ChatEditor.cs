using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Prompts.Meta;

/// <summary>Changes a chat for its tools: what a person changes at the same time is not lost, and each change is one undo of the chat.</summary>
/// <param name="gateway">Sends commands.</param>
/// <param name="streams">Reads chats.</param>
/// <param name="time">The clock.</param>
public sealed class ChatEditor(ChatGateway gateway, UpdateStreams streams, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>Changes what a chat itself is set to. Returns when it is stored.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="change">Gives the new settings; called again when somebody else was faster.</param>
    /// <param name="label">What is done, for the name of the undo.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">It cannot be done; says why.</exception>
    public async Task ChangeAsync(ChatId chat, Func<ChatSettings, ChatSettings> change, string label, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (int attempt = 1; ; attempt++)
        {
            ChatSettings now = await ReadAsync(chat, cancellationToken);
            CommandReply reply = await gateway.SendAsync(new ChangeChatSettings(chat, CommandId.New(time), time.GetUtcNow(), change(now), label, now), cancellationToken);
            if (reply.Error is { } error && (error.Code != "conflict" || attempt == Attempts))
            {
                throw Refused(error);
            }

            if (reply.Accepted)
            {
                return;
            }
        }
    }

    /// <summary>Removes all messages from what is shown; an undo brings them back. Ends the turn that is being answered.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">It cannot be done; says why.</exception>
    public async Task ClearAsync(ChatId chat, CancellationToken cancellationToken)
    {
        if ((await gateway.SendAsync(new RemoveMessages(chat, CommandId.New(time), time.GetUtcNow(), null), cancellationToken)).Error is { } error)
        {
            throw Refused(error);
        }
    }

    private async Task<ChatSettings> ReadAsync(ChatId chat, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Update update in streams.Read(chat, cancellationToken))
            {
                if (update is ChatSnapshot snapshot)
                {
                    return snapshot.Chat.Settings;
                }
            }
        }
        catch (SubscriptionException e)
        {
            throw Refused(e.Error);
        }

        throw new ToolException("The chat cannot be read now: Sapphire is stopping.");
    }

    private static ToolException Refused(CommandError error) => new($"{error.Title} {error.Detail}".TrimEnd());
}
