using System.Text.Json;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>The verbs of operators on a cluster of real processes over a real broker: asked at one node, told of all.</summary>
public sealed class OperatorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_web_node_tells_of_all_drains_one_and_forgets_a_killed_one()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        await using ChildProcess sessionA = await world.StartNodeAsync("session-a");
        await using ChildProcess sessionB = await world.StartNodeAsync("session-b");
        await using SapphireServer web = await world.StartWebAsync();
        string home = web.Home;
        await UntilAsync(async () => Nodes(await RunAsync(home, "cluster", "nodes", "--json")).Select(n => (n.Name, n.Standing, Shared: n.Shards is 8 or 9)).SequenceEqual([("web-a", "up", false), ("session-a", "up", true), ("session-b", "up", true)]), "the nodes share the chats");

        (await RunAsync(home, "queues")).ShouldContain("session ");
        (await RunAsync(home, "actors", "tree", "--node", "session-a")).ShouldContain("operator  NodeOperator");
        string drained = await RunAsync(home, "cluster", "drain", "session-a");
        drained.ShouldMatch("(?m)^session-a handed over [89] shards in ");
        await UntilAsync(async () => Nodes(await RunAsync(home, "cluster", "nodes", "--json")).Single(n => n.Name == "session-b").Shards == 17, "the other has all");
        (await RunAsync(home, "cluster", "drain", "session-a", "--undo")).ShouldContain("takes shards again");
        await UntilAsync(async () => Nodes(await RunAsync(home, "cluster", "nodes", "--json")).All(n => n.Name == "web-a" || n.Shards is 8 or 9), "they share them again");

        await sessionB.KillAsync();
        (await RunAsync(home, "cluster", "down", "session-b")).ShouldContain("session-b did not answer, was held for dead and is forgotten.");
        (await RunAsync(home, "cluster", "down", "session-a")).ShouldContain("session-a has left and ended.");
        await UntilAsync(() => Task.FromResult(sessionA.HasExited), "it has ended");
    }

    private static IEnumerable<(string Name, string Standing, int Shards)> Nodes(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("nodes").EnumerateArray().Select(n => (n.GetProperty("name").GetString()!, n.GetProperty("standing").GetString()!, n.GetProperty("shards").GetInt32()))];
    }

    private static async Task<string> RunAsync(string home, params string[] verb)
    {
        await using ChildProcess process = ChildProcess.Start("dotnet", [Repository.Program, .. verb, "--home", home]);
        int status = await process.WaitForExitAsync(Patience);
        status.ShouldBe(0, process.Output);
        return process.Output;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using CancellationTokenSource limit = new(Patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        while (!await holds())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"Not in time: {what}");
            await timer.WaitForNextTickAsync();
        }
    }
}
