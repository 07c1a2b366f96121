using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Gateway;

/// <summary>Sends commands to chats from outside the actors.</summary>
/// <param name="sessions">The region of chat sessions.</param>
/// <param name="transport">How the nodes of the sessions are reached; null where they are in this process.</param>
public sealed class ChatGateway(IRequiredActor<ChatSession> sessions, IClusterTransport? transport = null)
{
    // A session that stops (storage failed) takes what waits in its mailbox with it. The same command again is safe: its id has one effect.
    private static readonly TimeSpan[] Patience = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(12)];

    /// <summary>Sends a command; answers when its events are stored.</summary>
    public async Task<CommandReply> SendAsync(ChatCommand command, CancellationToken cancellationToken = default)
    {
        // Nobody waits for a broker that is known to be away.
        if (transport is not null && transport.State.Status != TransportStatus.Connected)
        {
            return Unavailable("The parts of Sapphire cannot reach each other at the moment.");
        }

        foreach (TimeSpan patience in Patience)
        {
            try
            {
                return await sessions.ActorRef.Ask<CommandReply>(new ShardingEnvelope(command.ChatId.ToString(), command), patience, cancellationToken);
            }
            catch (AskTimeoutException)
            {
                // Once more, or below.
            }
            catch (ClusterException e)
            {
                return Unavailable(e.Message);
            }
        }

        return Unavailable("Sapphire did not answer in time.");
    }

    private static CommandReply Unavailable(string title) => CommandReply.Refused(new("unavailable", title, "Nothing is lost: try again.", Retryable: true));
}
