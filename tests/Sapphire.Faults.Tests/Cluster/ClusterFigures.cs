using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Cluster.Messaging;
using Sapphire.Cluster.RabbitMq;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>
/// What a cluster of real processes costs and how fast it is, over a real broker and database: <c>./sapphire soak cluster-figures</c>.
/// In the tests it runs with small numbers and looks only that each figure comes about.
/// </summary>
public sealed class ClusterFigures
{
    private static readonly EntityKind Bench = new("bench", 1);
    private static readonly TimeSpan BetweenWords = TimeSpan.FromMilliseconds(20);
    private static readonly int Calls = Support.Soak.Count(inTests: 20, inSoak: 500);
    private static readonly int Words = Support.Soak.Count(inTests: 20, inSoak: 400);
    private static readonly int Chats = Support.Soak.Count(inTests: 20, inSoak: 400);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "cluster-figures")]
    public async Task Remote_asks_tokens_of_another_node_and_takeovers()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        SapphireServer own = await world.StartWebAsync("own", "web,session");
        ChildProcess other = await world.StartNodeAsync("other");
        SapphireServer web = await world.StartWebAsync("web");
        await world.UseProviderAsync(own);
        ClusterWorld.CopyLogin(own, web);
        ClusterObserver observer = await world.ObserveAsync();
        await observer.BalancedAsync("own", "other");
        Say($"load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]} on {Environment.ProcessorCount} processors");
        Say($"PSS before anybody came: web and session {Pss(own.Process.Id):0} MB, session {Pss(other.Id):0} MB, web {Pss(web.Process.Id):0} MB");
        await using Person here = await Person.AtAsync(own);
        await using Person there = new(await HubClient.ConnectAsync(web.Address, web.Cookies));
        ChatId ofOwn = await CreateOnAsync(here, observer, "own"), ofOther = await CreateOnAsync(here, observer, "other");

        // A command is answered when it is stored. Beside it, in the same minute: the broker alone, from one node to another and back.
        (string What, Func<int, Task> Call)[] asks =
        [
            ("a chat of another node", i => RenameAsync(there, ofOther, i)),
            ("a chat of the page's own node", i => RenameAsync(here, ofOwn, i)),
        ];
        foreach ((string what, Func<int, Task> call) in asks)
        {
            await EachAsync(Calls / 4, call);
            Say($"command to {what}, stored and answered: {Percentiles(await EachAsync(Calls, call))}");
        }

        Say($"bare round trip over the broker, confirmed and back: {Percentiles(await BareAsync(world, Calls))}");
        await TokensAsync(world, here, there, ofOwn);
        await TakeOverAsync(world, there, observer, other, ofOther);
    }

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "cluster-figures")]
    public async Task Memory_of_sessions_how_many_a_node_carries_and_a_drain()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        ChildProcess session = await world.StartNodeAsync("session-1", change: launch =>
        {
            File.AppendAllText(Path.Combine(launch.Home, "sapphire.conf"), "sapphire.chat.passivate-after = 20s\n");
            return launch;
        });
        SapphireServer web = await world.StartWebAsync();
        await world.UseProviderAsync(web);
        world.Provider.Fallback = static _ => Answer.Text("All is well here.");
        ClusterObserver observer = await world.ObserveAsync();
        await observer.BalancedAsync("session-1");
        await using Person person = await Person.AtAsync(web);
        ChatId[] warm = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => person.CreateAsync()));
        foreach (ChatId chat in warm) await person.AskAsync(chat, "Hello.");
        await SessionsAsync(web, static n => n == 0, "all have left the memory");
        double empty = Pss(session.Id);
        ChatId[] chats = await Task.WhenAll(Enumerable.Range(0, Chats).Select(_ => person.CreateAsync()));
        foreach (ChatId[] some in chats.Chunk(8)) await Task.WhenAll(some.Select(chat => person.SayAsync(chat, "How are you?")));
        await SessionsAsync(web, n => n >= Math.Min(Chats, 10), "they are in memory");
        int active = await SessionsAsync(web, static _ => true, "");
        double full = Pss(session.Id);
        Say($"session node: {empty:0.0} MB PSS without chats, {full:0.0} MB with {active} active ones: {1024 * (full - empty) / Math.Max(active, 1):0} kB each");
        await SessionsAsync(web, static n => n == 0, "all have left the memory");
        Say($"after they have left the memory {Pss(session.Id):0.0} MB: {1024 * (Pss(session.Id) - empty) / Chats:0} kB each");

        // Each of so many says something each ten seconds.
        foreach (int many in Enumerable.Range(1, Support.Soak.Count(inTests: 1, inSoak: 8)).Select(i => Chats * i / 4))
        {
            double[] took = await LoadAsync(person, chats, many / 10.0, TimeSpan.FromSeconds(Support.Soak.Count(inTests: 2, inSoak: 15)));
            Say($"{many} active chats, a message each 10 s: accepted {Percentiles(took)}");
            if (took[(int)(took.Length * 0.99)] > 100) break;
        }

        await world.StartNodeAsync("session-2");
        await observer.BalancedAsync("session-1", "session-2");
        string drained = await Verb.RunAsync(web.Home, "cluster", "drain", "session-1", "--json");
        using JsonDocument drain = JsonDocument.Parse(drained[drained.IndexOf('{', StringComparison.Ordinal)..]);
        JsonElement view = drain.RootElement;
        Say($"drain: {view.GetProperty("total").GetInt32()} shards in {view.GetProperty("seconds").GetDouble()} s, the slowest {view.GetProperty("slowest").GetDouble()} s");
        view.GetProperty("interrupted").GetInt32().ShouldBe(0);
    }

    private static async Task TokensAsync(ClusterWorld world, Person here, Person there, ChatId chat)
    {
        using CancellationTokenSource stop = new(Polling.Patience + (2 * Words * BetweenWords));
        Dictionary<long, long> near = [], far = [];
        Task[] readers = [ReadAsync(here, near), ReadAsync(there, far)];
        world.Provider.Enqueue(Answer.Text(string.Join(' ', Enumerable.Range(1, Words).Select(n => $"word{n}"))).Every(BetweenWords));
        await here.SayAsync(chat, "Tell me a lot.");
        await Task.WhenAll(readers);
        double[] added = [.. near.Keys.Intersect(far.Keys).Select(n => Stopwatch.GetElapsedTime(near[n], far[n]).TotalMilliseconds).Order()];
        added.Length.ShouldBeGreaterThan(Words / 2);
        Say($"a token at a browser of another node, after that of the chat's own: {Percentiles(added)} ({added.Length} of {Words} words)");

        async Task ReadAsync(Person person, Dictionary<long, long> times)
        {
            await foreach (JsonElement item in person.Client.StreamAsync("Subscribe", chat, stop.Token))
            {
                long now = Stopwatch.GetTimestamp();
                switch (item.GetProperty("type").GetString())
                {
                    case "delta":
                        times[item.GetProperty("sequence").GetInt64()] = now;
                        break;
                    case "message" when item.GetProperty("message").GetProperty("status").GetString() == "completed" && times.Count > 0:
                        return;
                }
            }
        }
    }

    private static async Task TakeOverAsync(ClusterWorld world, Person person, ClusterObserver observer, ChildProcess owner, ChatId chat)
    {
        world.Provider.Fallback = static _ => Answer.Text("Here again.");
        await person.AskAsync(chat, "Are you there?");
        await SignalAsync("-STOP", owner.Id);
        Say($"frozen owner: the chat's next answer after {await AnsweredAsync(person, chat):0.0} s");
        await SignalAsync("-CONT", owner.Id);
        await observer.BalancedAsync("own", "other");
        await person.AskAsync(chat, "And now?");
        await owner.KillAsync();
        Say($"killed owner: the chat's next answer after {await AnsweredAsync(person, chat):0.0} s");
    }

    // As a page does: the same command until it is accepted; then the whole reply.
    private static async Task<double> AnsweredAsync(Person person, ChatId chat)
    {
        long begun = Stopwatch.GetTimestamp();
        CommandId id = Person.NewCommand();
        CommandReply? said = null;
        await Polling.UntilAsync(async () => (said = await person.TrySayAsync(chat, "Are you there?", id)).Accepted, "it is accepted");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        await copy.UntilAsync(c => c.Replies().Any(r => r.TurnId == said!.TurnId && r.HasEnded()), "it is answered");
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double[]> BareAsync(ClusterWorld world, int calls)
    {
        string prefix = $"b{Guid.NewGuid():N}"[..10];
        await using IClusterTransport one = RabbitMqTransport.Create(new() { NodeName = "one", Prefix = prefix }, new RabbitMqSettings().WithUri(world.Broker.Uri));
        await using IClusterTransport two = RabbitMqTransport.Create(new() { NodeName = "two", Prefix = prefix }, new RabbitMqSettings().WithUri(world.Broker.Uri));
        await one.ConnectedAsync();
        await two.ConnectedAsync();
        TaskCompletionSource back = new();
        using IDisposable inbox = one.Inbox.Receive(_ =>
        {
            back.TrySetResult();
            return ValueTask.CompletedTask;
        });
        await two.Entities.ClaimAsync(Bench, 0, async delivery =>
        {
            await two.Inbox.TellAsync(one.Self, delivery.Message);
            await delivery.AcknowledgeAsync();
        });
        return await EachAsync(calls, async _ =>
        {
            back = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await one.Entities.SendAsync(Bench, 0, new() { SerializerId = 1, Manifest = "bench.1", Body = new byte[300], MessageId = Guid.CreateVersion7().ToString("N") });
            await back.Task;
        });
    }

    private static async Task<double[]> LoadAsync(Person person, ChatId[] chats, double perSecond, TimeSpan time)
    {
        long begun = Stopwatch.GetTimestamp();
        List<Task<double>> all = [];
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(20));
        do
        {
            while (all.Count < Stopwatch.GetElapsedTime(begun).TotalSeconds * perSecond) all.Add(OneAsync(chats[all.Count % chats.Length]));
            await tick.WaitForNextTickAsync();
        }
        while (Stopwatch.GetElapsedTime(begun) < time);
        return [.. (await Task.WhenAll(all)).Order()];

        async Task<double> OneAsync(ChatId chat)
        {
            long said = Stopwatch.GetTimestamp();
            await person.SayAsync(chat, "How are you?");
            return Stopwatch.GetElapsedTime(said).TotalMilliseconds;
        }
    }

    private static async Task RenameAsync(Person person, ChatId chat, int number) =>
        (await person.DoAsync("Rename", new RenameRequest(Person.NewCommand(), chat, $"Name {number} {Guid.NewGuid()}"))).Accepted.ShouldBeTrue();

    private static async Task<double[]> EachAsync(int count, Func<int, Task> call)
    {
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await call(i);
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static async Task<ChatId> CreateOnAsync(Person person, ClusterObserver observer, string node)
    {
        while (true)
        {
            ChatId chat = await person.CreateAsync();
            if (await observer.WhereAsync(chat) == node) return chat;
        }
    }

    // How many chats are in memory, as the nodes say it each five seconds.
    private static async Task<int> SessionsAsync(SapphireServer web, Func<int, bool> condition, string what)
    {
        int sessions = 0;
        using PeriodicTimer tick = new(TimeSpan.FromSeconds(2));
        for (long begun = Stopwatch.GetTimestamp(); ; await tick.WaitForNextTickAsync())
        {
            using JsonDocument nodes = JsonDocument.Parse(await Verb.RunAsync(web.Home, "cluster", "nodes", "--json"));
            sessions = nodes.RootElement.GetProperty("nodes").EnumerateArray().Sum(static n => n.GetProperty("figures") is { ValueKind: JsonValueKind.Object } figures ? figures.GetProperty("sessions").GetInt32() : 0);
            if (condition(sessions)) return sessions;
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(2)) throw new TimeoutException($"Not in time: {what}; {sessions} are");
        }
    }

    private static async Task SignalAsync(string signal, int process)
    {
        using Process kill = Process.Start("kill", [signal, process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static double Pss(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/smaps_rollup").Single(static line => line.StartsWith("Pss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024.0;

    private static string Percentiles(double[] sorted) =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Length / 2]:0.00} ms, p99 {sorted[(int)(sorted.Length * 0.99)]:0.00} ms");

    private static void Say(string figure) => TestContext.Current.TestOutputHelper?.WriteLine(figure);
}
