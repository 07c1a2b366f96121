using Sapphire.Faults.Tests.Cluster.Chatting;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>Faults at random under many conversations: every acknowledged message is there once and in order, and each chat is what its pages saw.</summary>
public sealed class FaultSoakTests
{
    // Each of these once, in any order; the others have tests of their own.
    private static readonly string[] Few = ["kill", "freeze", "cut", "cut web", "store", "add"];

    [Fact]
    [Trait("soak", "cluster-faults")]
    public async Task Chats_are_what_their_pages_saw_after_random_faults_of_nodes_hosts_broker_and_store()
    {
        int seed = Support.Soak.Seed();
        int faults = Support.Soak.Count(inTests: Few.Length, inSoak: 200), people = Support.Soak.Count(inTests: 6, inSoak: 50);
        Print($"seed {seed}: {faults} faults, {people} people");
        Random random = new(seed);
        ChatCounts counts = new();
        await using FaultyCluster cluster = await FaultyCluster.StartAsync(random, counts);
        ChattingClient[] clients = [.. Enumerable.Range(1, people).Select(n => new ChattingClient(n, new(random.Next()), cluster.Webs, counts))];
        using CancellationTokenSource stop = new();
        Task chatting = Task.WhenAll(clients.Select(c => c.RunAsync(stop.Token)));
        int done = 0;
        try
        {
            List<string> next = [];
            for (; done < faults; done++)
            {
                if (next.Count == 0) next = Shuffled(random, faults == Few.Length ? Few : FaultyCluster.Faults);
                string fault = next[^1];
                next.RemoveAt(next.Count - 1);
                Task<string> striking = cluster.StrikeAsync(fault, calm: faults > Few.Length && random.Next(4) == 0);
                await await Task.WhenAny(striking, counts.Failed);
                Print($"{done + 1}. {TimeProvider.System.GetLocalNow():HH:mm:ss} {await striking}; {counts.Acknowledged} acknowledged");
            }

            await stop.CancelAsync();
            await await Task.WhenAny(chatting, counts.Failed);
            await cluster.SettledAsync();
            Person[] readers = await cluster.PeopleAsync();
            foreach (ChattingClient client in clients)
            {
                await client.CheckAsync(readers);
            }

            foreach (Person reader in readers) await reader.DisposeAsync();
            counts.Failed.IsCompleted.ShouldBeFalse();
        }
        catch (Exception e)
        {
            Print($"failed after {done} faults: {e.Message}");
            Print(await cluster.DescribeAsync());
            throw;
        }
        finally
        {
            await stop.CancelAsync();
            foreach (ChattingClient client in clients) await client.DisposeAsync();
            Print(counts.ToString());
            foreach ((string error, int times) in counts.ErrorTexts) Print($"  {times} × {error}");
            foreach ((string kind, List<double> times) in cluster.Times) Print($"{kind}: {Figures(times)}");
        }

        if (faults > Few.Length)
        {
            // On a machine that does nothing else the longest ones are within these too.
            foreach ((string kind, double bar) in ((string, double)[])[("kill", 10), ("freeze", 10), ("cut", 10), ("spread", 30)])
            {
                Median(cluster.Times[kind]).ShouldBeLessThan(bar, kind);
            }
        }

        Print($"{done} faults: nothing acknowledged missing, nothing twice, every chat is what its pages saw");
    }

    private static string Figures(List<double> seconds) => $"{seconds.Count} times, p50 {Median(seconds):0.0} s, longest {seconds.Max():0.0} s";

    private static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);

    private static List<string> Shuffled(Random random, string[] all)
    {
        string[] copy = [.. all];
        random.Shuffle(copy);
        return [.. copy];
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
