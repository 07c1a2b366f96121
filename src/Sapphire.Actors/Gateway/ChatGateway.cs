using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Gateway;

/// <summary>Sends commands to chats from outside the actors.</summary>
/// <param name="sessions">The region of chat sessions.</param>
public sealed class ChatGateway(IRequiredActor<ChatSession> sessions)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Sends a command; answers when its events are stored.</summary>
    public async Task<CommandReply> SendAsync(ChatCommand command, CancellationToken cancellationToken = default)
    {
        try
        {
            return await sessions.ActorRef.Ask<CommandReply>(new ShardingEnvelope(command.ChatId.ToString(), command), Patience, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            return CommandReply.Refused(new("unavailable", "Sapphire did not answer in time.", "Nothing is lost: try again.", Retryable: true));
        }
    }
}
