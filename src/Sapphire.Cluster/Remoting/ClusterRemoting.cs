using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.Serialization;
using Microsoft.Extensions.Logging;
using Sapphire.Cluster.Messaging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Remoting;

/// <summary>
/// Makes a system part of a cluster: a reference that is sent to another node is a live reference there, and the local actor again
/// when it comes back. At most once, in order for each pair of actors; what does not arrive is in the dead letters of one of the two
/// nodes, or counted (<see cref="RemoteMessagesLost"/>). Thread-safe.
/// </summary>
public sealed partial class ClusterRemoting : IRemoteRefProvider
{
    private readonly ConcurrentDictionary<NodeId, RemoteOutbound> _outbound = new();
    private readonly ConcurrentDictionary<string, bool> _logged = new(StringComparer.Ordinal);
    private readonly ILogger _logger;
    private IDisposable? _receiving;
    private volatile bool _ended;

    private ClusterRemoting(ActorSystem system, IClusterTransport transport, RemotingSettings settings)
    {
        System = system;
        Transport = transport;
        Settings = settings;
        Address = NodeAddress.Of(transport.Self);
        Format = new WireFormat(system, transport.Self);
        Watches = new RemoteWatches(this);
        _logger = system.LoggerFactory.CreateLogger<ClusterRemoting>();
    }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>How it reaches the others. Whoever made it closes it, after the system has ended.</summary>
    public IClusterTransport Transport { get; }

    /// <summary>This node, in this life.</summary>
    public NodeId Self => Transport.Self;

    /// <summary>The address of this system in the cluster.</summary>
    public Address Address { get; }

    /// <summary>Messages of this system to bytes and back.</summary>
    public WireFormat Format { get; }

    internal RemotingSettings Settings { get; }

    internal RemoteWatches Watches { get; }

    internal bool IsEnded => _ended;

    /// <summary>How many messages wait for the connection.</summary>
    public int Waiting => _outbound.Values.Sum(o => o.Count);

    /// <summary>Makes a system part of a cluster, once, before its actors know any other node. It takes the transport's inbox.</summary>
    /// <exception cref="InvalidOperationException">It is part of one already, or somebody else receives from the inbox.</exception>
    public static ClusterRemoting Start(ActorSystem system, IClusterTransport transport, RemotingSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(transport);
        ClusterRemoting remoting = new(system, transport, (settings ?? new()).Checked());
        system.UseRemoteRefs(remoting);
        system.WithExtension(_ => remoting);
        IActorRef daemon = system.SystemActorOf(Props.Create(() => new RemotingDaemon(remoting)), "remoting");
        RemoteInbound inbound = new(remoting);
        remoting._receiving = transport.Inbox.Receive(inbound.ReceiveAsync, letter => daemon.Tell(new RemotingDaemon.NotDelivered(letter), ActorRefs.NoSender));
        system.RegisterOnTermination(remoting.End);
        return remoting;
    }

    /// <summary>The remoting of a system.</summary>
    /// <exception cref="InvalidOperationException">It is no part of a cluster.</exception>
    public static ClusterRemoting Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.GetExtension<ClusterRemoting>() ?? throw new InvalidOperationException($"{system} is no part of a cluster: call {nameof(ClusterRemoting)}.{nameof(Start)} first.");
    }

    /// <summary>An actor by its path, such as <c>/user/rooms</c>, in this life of a node; whichever actor is there when a message arrives.</summary>
    public IActorRef ActorOn(NodeId node, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return System.Serialization.DeserializeActorRef(NodeAddress.Of(node) + (path[0] == '/' ? path : "/" + path));
    }

    InternalActorRef? IRemoteRefProvider.Resolve(string text, ActorPath path) =>
        NodeAddress.NodeOf(path.Address) is { } node && node.Name != Self.Name ? new RemoteActorRef(this, node, text, path) : null;

    internal void Send(RemoteActorRef to, object message, IActorRef? sender)
    {
        WireMessage wire;
        try
        {
            wire = Format.Write(message, sender, attributes: ImmutableDictionary<string, string>.Empty.Add(RemoteSignal.To, to.ForeignText));
        }
        catch (Exception e) when (e is SerializationException or ClusterException or NotSupportedException or global::System.Text.Json.JsonException)
        {
            LogUnwritable(message.GetType(), e);
            System.DeadLetterMailbox.PublishDeadLetter(message, sender, to);
            return;
        }

        if (_ended) System.DeadLetterMailbox.PublishDeadLetter(message, sender, to);
        else OutboundTo(to.Node).Post(wire, message, sender, to);
    }

    internal void SendSystem(RemoteActorRef to, string kind) => Post(to.Node, Signal(kind, (RemoteSignal.To, to.ForeignText)));

    internal void Post(NodeId node, WireMessage signal)
    {
        if (!_ended) OutboundTo(node).PostSignal(signal);
    }

    internal WireMessage Signal(string kind, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        ImmutableDictionary<string, string> all = ImmutableDictionary<string, string>.Empty.Add(RemoteSignal.Kind, kind);
        foreach ((string name, string value) in attributes) all = all.Add(name, value);
        return new() { SerializerId = 0, Manifest = "", Body = default, MessageId = Guid.CreateVersion7().ToString("N"), SenderNode = Self, Attributes = all };
    }

    internal void Mark()
    {
        foreach (RemoteOutbound outbound in _outbound.Values) outbound.Mark();
    }

    internal void Forget(NodeId node)
    {
        if (_outbound.TryRemove(node, out RemoteOutbound? outbound)) outbound.Close();
    }

    internal void TellLost(NodeId? from, long? count)
    {
        LogMissing(_logger, from?.ToString() ?? "any node", count?.ToString() ?? "an unknown number of");
        System.EventStream.Publish(new RemoteMessagesLost(from, count));
    }

    internal void LogLost(NodeId node, Exception error) => LogNotSent(_logger, error, node.Name);

    internal void LogUnwritable(Type type, Exception error)
    {
        if (_logged.TryAdd($"w {type.FullName}", true)) LogNotWritten(_logger, type, error.Message);
    }

    internal void LogUnreadable(string manifest, string error)
    {
        if (_logged.TryAdd($"r {manifest}", true)) LogNotRead(_logger, manifest, error);
    }

    private RemoteOutbound OutboundTo(NodeId node) => _outbound.TryGetValue(node, out RemoteOutbound? known) ? known : Open(node);

    private RemoteOutbound Open(NodeId node)
    {
        // Each has a loop that begins when it is made: only the one that is kept may be.
        lock (_outbound)
        {
            if (!_outbound.TryGetValue(node, out RemoteOutbound? outbound)) _outbound[node] = outbound = new(this, node, Settings.OutboundBuffer);
            return outbound;
        }
    }

    private void End()
    {
        _ended = true;
        _receiving?.Dispose();
        foreach (NodeId node in _outbound.Keys) Forget(node);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Type} cannot be sent to another node; it goes to the dead letters, and further ones without a word here. {Error}")]
    private static partial void LogNotWritten(ILogger logger, Type type, string error);

    [LoggerMessage(2, LogLevel.Warning, "What came from another node as '{Manifest}' cannot be read; it goes to the dead letters, and further ones without a word here. {Error}")]
    private static partial void LogNotRead(ILogger logger, string manifest, string error);

    [LoggerMessage(3, LogLevel.Information, "{Count} messages from {Node} were lost on their way.")]
    private static partial void LogMissing(ILogger logger, string node, string count);

    [LoggerMessage(4, LogLevel.Warning, "A message to node {Node} could not be sent.")]
    private static partial void LogNotSent(ILogger logger, Exception error, string node);
}
