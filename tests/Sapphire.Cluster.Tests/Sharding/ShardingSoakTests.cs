using Sapphire.Cluster.Tests.Messaging;
using Sapphire.Cluster.Tests.Support;

namespace Sapphire.Cluster.Tests.Sharding;

/// <summary>
/// Nodes come, leave, die, are reborn, are cut off, drain, and the broker goes away, all at random, while clients chat with entities
/// that crash and leave: each command that was acknowledged took effect once, in order, and the clients never stand still for long.
/// </summary>
public sealed class ShardingSoakTests(ITestOutputHelper output)
{
    private const int MostNodes = 4;

    [Fact]
    public Task Nothing_acknowledged_is_lost_or_doubled_whatever_happens_to_the_nodes() => RunAsync(12);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "sharding")]
    public Task Nothing_acknowledged_is_lost_or_doubled_in_long() => RunAsync(Soak.Count(inTests: 12, inSoak: 400));

    private async Task RunAsync(int steps)
    {
        Random random = Soak.Random(out int seed);
        output.WriteLine($"SAPPHIRE_SEED={seed}");
        await using ShardingWorld world = new(new(new ProcessWorld()));
        world.Settings = world.Settings with { HandOffTimeout = TimeSpan.FromSeconds(2), AnswerTimeout = TimeSpan.FromSeconds(2), MaxAttempts = 50, DeliveryLimit = 1000 };
        TestNode[] webs = [await world.JoinAsync("web-1", "web"), await world.JoinAsync("web-2", "web")];
        List<TestNode> sessions = [await world.JoinAsync("n1"), await world.JoinAsync("n2")];
        int names = 2;
        Clients[] clients = [.. webs.Select(web => new Clients(web, 6, TimeSpan.FromSeconds(3), mayBeUnavailable: true, Kind))];
        for (int step = 0; step < steps; step++)
        {
            int[] before = [.. clients.Select(c => c.Acknowledged)];
            string what = await StepAsync(random.Next(9));
            string state = $"step {step} ({what}) of seed {seed}";
            await Wait.UntilAsync(() => clients.Select((c, i) => c.Acknowledged > before[i] + 30 || !c.Failures.IsEmpty).All(ok => ok), $"the clients go on after {state}");
            clients.SelectMany(c => c.Failures).ShouldBeEmpty(state);
        }

        foreach (Clients client in clients) await client.StopAsync();
        clients.SelectMany(c => c.Failures).ShouldBeEmpty($"seed {seed}");
        foreach (Clients client in clients) client.Verify(world.Ledger);
        output.WriteLine($"{clients.Sum(c => c.Acknowledged)} commands, {world.Ledger.Begun} lives of entities, {world.Ledger.Refused} writes refused, {world.Ledger.Overlaps} overlaps");
        int each = 16 / sessions.Count, more = 16 % sessions.Count;
        await ShardingWorld.BalancedAsync(webs[0], [.. Enumerable.Range(0, sessions.Count).Select(i => i < more ? each + 1 : each)]);
        (await webs[0].Transport.DeadLetters.CountAsync(ShardingWorld.Kind)).ShouldBe(0, $"seed {seed}");

        async Task<string> StepAsync(int which)
        {
            TestNode victim = sessions[random.Next(sessions.Count)];
            TimeSpan pause = TimeSpan.FromMilliseconds(random.Next(1, 600));
            switch (which)
            {
                case 0 or 1 when sessions.Count < MostNodes:
                    sessions.Add(await world.JoinAsync($"n{++names}"));
                    return "join";
                case 2 when sessions.Count > 1:
                    sessions.Remove(victim);
                    await world.Cluster.LeaveAsync(victim);
                    return "leave";
                case 3 when sessions.Count > 1:
                    sessions.Remove(victim);
                    await world.Cluster.KillAsync(victim);
                    return "kill";
                case 4:
                    sessions.Remove(victim);
                    await world.Cluster.KillAsync(victim);
                    await world.Cluster.World.HealAsync(victim.Name);
                    sessions.Add(await world.JoinAsync(victim.Name));
                    return "reborn";
                case 5:
                    await world.Cluster.World.CutAsync(victim.Name);
                    await PauseAsync(pause);
                    await world.Cluster.World.HealAsync(victim.Name);
                    return "cut";
                case 6 when sessions.Count > 1:
                    await ShardingWorld.Sharding(victim).DrainAsync().WaitAsync(Wait.Longest);
                    ShardingWorld.Sharding(victim).Resume();
                    return "drain";
                case 7:
                    await world.Cluster.World.LoseBrokerAsync();
                    await PauseAsync(pause);
                    await world.Cluster.World.ReturnBrokerAsync();
                    return "broker";
                case 8:
                    TestNode web = webs[random.Next(2)];
                    await world.Cluster.World.CutAsync(web.Name);
                    await PauseAsync(pause);
                    await world.Cluster.World.HealAsync(web.Name);
                    return "cut of web";
                default:
                    await PauseAsync(pause);
                    return "nothing";
            }
        }

        static async Task PauseAsync(TimeSpan pause)
        {
            using PeriodicTimer timer = new(pause);
            await timer.WaitForNextTickAsync();
        }

        static string Kind() => Random.Shared.Next(40) switch
        {
            0 => "crash-before",
            1 => "crash-after",
            2 => "leave",
            _ => "",
        };
    }
}
