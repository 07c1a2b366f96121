using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>A broker and nodes at it, whose faults can be brought about.</summary>
public abstract class TransportWorld : IAsyncDisposable
{
    private readonly List<IClusterTransport> _nodes = [];

    /// <summary>The prefix of this world's queues.</summary>
    public string Prefix { get; } = $"t{Guid.NewGuid():N}"[..12];

    /// <summary>What a node is unless a test wants it otherwise.</summary>
    public ClusterSettings Settings(string name) => new()
    {
        NodeName = name,
        Prefix = Prefix,
        Roles = ["session"],
        Version = "1.2.3",
        PresenceInterval = TimeSpan.FromMilliseconds(200),
        SendTimeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>A new node, started, not waited for.</summary>
    public IClusterTransport Start(string name, Func<ClusterSettings, ClusterSettings>? change = null)
    {
        IClusterTransport node = Create((change ?? (s => s))(Settings(name)));
        _nodes.Add(node);
        node.Start();
        return node;
    }

    /// <summary>A new node, connected.</summary>
    public async Task<IClusterTransport> JoinAsync(string name, Func<ClusterSettings, ClusterSettings>? change = null)
    {
        IClusterTransport node = Start(name, change);
        await node.ConnectedAsync(Wait.Token());
        return node;
    }

    /// <summary>Ends the connections of a node at once, as if it were killed; it gets no new ones until healed.</summary>
    public abstract Task CutAsync(string node);

    /// <summary>Lets a node connect again.</summary>
    public abstract Task HealAsync(string node);

    /// <summary>Waits until the broker would find queues again that were made just now.</summary>
    public virtual Task SettleAsync() => Task.CompletedTask;

    /// <summary>Kills the broker.</summary>
    public abstract Task LoseBrokerAsync();

    /// <summary>Starts the broker again.</summary>
    public abstract Task ReturnBrokerAsync();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(n => n.DisposeAsync().AsTask()));
        await EndAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract IClusterTransport Create(ClusterSettings settings);

    protected virtual ValueTask EndAsync() => ValueTask.CompletedTask;
}
