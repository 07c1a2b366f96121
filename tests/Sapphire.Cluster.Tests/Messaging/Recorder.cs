using Sapphire.Cluster.Messaging;

namespace Sapphire.Cluster.Tests.Messaging;

/// <summary>A handler of deliveries that writes down what comes, and acknowledges it unless told to hold it.</summary>
internal sealed class Recorder(bool hold = false)
{
    private readonly Lock _lock = new();
    private readonly List<IDelivery> _deliveries = [];

    public bool Hold { get; set; } = hold;

    public IReadOnlyList<IDelivery> Deliveries
    {
        get
        {
            lock (_lock) return [.. _deliveries];
        }
    }

    public string[] Texts => [.. Deliveries.Select(d => Text.Read(d.Message))];

    public int Count
    {
        get
        {
            lock (_lock) return _deliveries.Count;
        }
    }

    public async ValueTask Handle(IDelivery delivery)
    {
        bool keep;
        lock (_lock)
        {
            _deliveries.Add(delivery);
            keep = Hold;
        }

        if (!keep) await delivery.AcknowledgeAsync();
    }

    public Task ReachesAsync(int count) => Wait.UntilAsync(() => Count >= count, $"{count} deliveries; there are {Count}");
}
