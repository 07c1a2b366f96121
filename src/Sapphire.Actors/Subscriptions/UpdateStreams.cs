using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Cluster.Sharding;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Subscriptions;

/// <summary>Streams of updates for readers outside the actors: one <see cref="Subscription"/> each.</summary>
/// <param name="system">Runs the subscriptions.</param>
/// <param name="sessions">The region of chat sessions.</param>
/// <param name="home">The home feed.</param>
public sealed class UpdateStreams(ActorSystem system, IRequiredActor<ChatSession> sessions, IRequiredActor<HomeFeed> home)
{
    // At a hundred deltas a second a reader may stand still for some forty seconds; one that stands longer reads anew.
    private const int Capacity = 4096;

    /// <summary>A chat, or the home (null): a snapshot, then what changes, until the reader stops or the program ends.</summary>
    /// <exception cref="SubscriptionException">There is no such chat, or the reader did not keep up.</exception>
    public async IAsyncEnumerable<Update> Read(ChatId? chat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<Update> channel = Channel.CreateBounded<Update>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        IActorRef subscription = system.ActorOf(Subscription.Props(Subscriber(chat), channel.Writer));
        try
        {
            await foreach (Update update in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return update;
            }
        }
        finally
        {
            system.Stop(subscription);
        }
    }

    private Action<IActorRef> Subscriber(ChatId? chat) => chat is { } id
        ? self => sessions.ActorRef.Tell(new ShardingEnvelope(id.ToString(), new Subscribe(self)), self)
        : self => home.ActorRef.Tell(new Subscribe(self), self);
}
