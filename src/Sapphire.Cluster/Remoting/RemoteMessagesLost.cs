using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Remoting;

/// <summary>
/// On the event stream: messages for actors of this node were lost on their way. A reader of a stream that has no numbers of its own
/// asks for it anew.
/// </summary>
/// <param name="From">The node that sent them; null where it may be any: this node had lost its connection.</param>
/// <param name="Count">How many; null where nobody can tell.</param>
public sealed record RemoteMessagesLost(NodeId? From, long? Count) : INoSerializationVerificationNeeded;
