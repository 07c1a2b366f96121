using System.Collections.Concurrent;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.Tests.Support;
using Sapphire.Kernel.Actor;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>
/// Clients that each send commands to an entity of their own, one after the other, as a page does: a command that was not answered in
/// time is sent again with its id.
/// </summary>
internal sealed class Clients : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly ConcurrentDictionary<string, List<string>> _acknowledged = new(StringComparer.Ordinal);
    private readonly TimeSpan _patience;
    private readonly Func<string> _kind;
    private int _count;

    public Clients(TestNode node, int count, TimeSpan? patience = null, bool mayBeUnavailable = false, Func<string>? kind = null)
    {
        _kind = kind ?? (static () => "");
        _patience = patience ?? TimeSpan.FromSeconds(20);
        _running = Task.WhenAll(Enumerable.Range(0, count).Select(n => Task.Run(() => RunAsync(node, $"{node.Name}-{n}", mayBeUnavailable))));
    }

    public int Acknowledged => Volatile.Read(ref _count);

    /// <summary>What clients saw besides answers.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Whatever was acknowledged took effect once and in order.</summary>
    public void Verify(Ledger ledger)
    {
        foreach ((string client, List<string> acknowledged) in _acknowledged)
        {
            IReadOnlyList<string> effects = ledger.Effects(client);
            effects.Distinct().Count().ShouldBe(effects.Count);

            // The last one may have taken effect without its answer.
            effects.Take(acknowledged.Count).ShouldBe(acknowledged);
            effects.Count.ShouldBeLessThanOrEqualTo(acknowledged.Count + 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(TestNode node, string client, bool mayBeUnavailable)
    {
        List<string> acknowledged = _acknowledged[client] = [];
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(2));
        for (int i = 0; !_stop.IsCancellationRequested; i++)
        {
            string id = $"{client}-{i}";
            while (true)
            {
                try
                {
                    (await ShardingWorld.AskAsync(node, client, id, _kind(), _patience)).Id.ShouldBe(id);
                    acknowledged.Add(id);
                    Interlocked.Increment(ref _count);
                    break;
                }
                catch (Exception e) when (mayBeUnavailable && e is AskTimeoutException or ClusterException { Reason: ClusterError.Unreachable })
                {
                    if (_stop.IsCancellationRequested) return;
                }
                catch (Exception e)
                {
                    Failures.Enqueue($"{id}: {e.GetType().Name}: {e.Message}");
                    return;
                }
            }

            await pause.WaitForNextTickAsync();
        }
    }
}
