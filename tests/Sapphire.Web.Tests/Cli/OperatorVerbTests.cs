using System.Net.Sockets;
using System.Text.Json;
using Sapphire.Actors.Operations;
using Sapphire.Web.Cli;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Cli;

/// <summary>The verbs of operators, as processes beside a node that runs, and what they print.</summary>
public sealed class OperatorVerbTests : IDisposable
{
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_single_node_answers_every_verb_as_a_cluster_of_one()
    {
        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root);
        (await RunAsync("ask", "what is 2 plus 2", "--chat", "Sums")).Status.ShouldBe(0);

        using JsonDocument status = await JsonAsync("cluster", "status");
        status.RootElement.GetProperty("alone").GetBoolean().ShouldBeTrue();
        JsonElement node = status.RootElement.GetProperty("nodes")[0];
        string name = node.GetProperty("name").GetString()!;
        node.GetProperty("figures").GetProperty("process_id").GetInt32().ShouldBe(server.Id);
        node.GetProperty("figures").GetProperty("memory").GetInt64().ShouldBeGreaterThan(10 << 20);
        (await TextAsync("cluster", "status")).ShouldContain("none: one node");
        (await TextAsync("cluster", "nodes")).ShouldContain($"{name} *");
        (await JsonAsync("shards")).RootElement.GetProperty("kinds").GetArrayLength().ShouldBe(0);
        (await TextAsync("shards")).ShouldContain("There are no shards");
        (await TextAsync("queues")).ShouldContain("There are no queues");

        using JsonDocument sessions = await JsonAsync("sessions", "list");
        JsonElement session = sessions.RootElement.GetProperty("sessions")[0];
        session.GetProperty("title").GetString().ShouldBe("Sums");
        (await TextAsync("sessions", "where", "sums")).ShouldBe($"{session.GetProperty("id").GetString()} (Sums) is in memory on {name}.\n");

        string tree = await TextAsync("actors", "tree");
        tree.ShouldStartWith("/user  Guardian, idle\n├─ ");
        tree.ShouldContain("sessions  ShardRegion, idle");
        (await TextAsync("actors", "tree", "--search", "chatsess")).ShouldContain($"/user/sessions/{session.GetProperty("id").GetString()}");
        (await TextAsync("actors", "tree", "/user", "--limit", "2", "--depth", "1")).ShouldMatch("… 2 of [0-9]+ shown");
        (await TextAsync("actors", "restart", "/user/chats/list")).ShouldBe("/user/chats/list was restarted; restarts so far: 1.\n");
        (await JsonAsync("actors", "show", "/user/chats/list")).RootElement.GetProperty("restarts").GetInt32().ShouldBe(1);
        (await RunAsync("ask", "what is 3 plus 4", "--chat", "Sums")).Output.ShouldContain("7");

        string top = await TextAsync("top");
        top.ShouldContain("one node, no broker, 1 chat in memory");
        top.ShouldContain(name);
        (await JsonAsync("top")).RootElement.GetProperty("cluster").GetProperty("node").GetString().ShouldBe(name);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_one_line_with_what_there_is()
    {
        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root);
        await FailsAsync("There is no node 'kichen'; nodes: ", "cluster", "drain", "kichen");
        await FailsAsync("There is no node 'kichen'; nodes: ", "actors", "tree", "--node", "kichen");
        await FailsAsync("There is no actor /user/chatz; below /user there are: chats,", "actors", "show", "/user/chatz");
        await FailsAsync("/user is a guardian", "actors", "restart", "/user");
        await FailsAsync("There are no queues", "queues", "dead", "stt", "--purge");
        await FailsAsync("There is no chat 'nothing'", "sessions", "where", "nothing");
        await FailsAsync(ExitStatus.Usage, "Either --requeue or --purge", "queues", "dead", "stt", "--purge", "--requeue");
        await FailsAsync(ExitStatus.Usage, "--depth -1 is no such number", "actors", "tree", "--depth", "-1");
    }

    [Theory]
    [InlineData("cluster", "status")]
    [InlineData("cluster", "down", "kitchen")]
    [InlineData("shards")]
    [InlineData("actors", "tree")]
    [InlineData("queues")]
    [InlineData("sessions", "list")]
    [InlineData("top")]
    public async Task Without_a_running_server_each_says_so(params string[] verb)
    {
        (int status, string output, string errors) = await RunAsync(verb);
        status.ShouldBe(ExitStatus.NotRunning);
        output.Trim().ShouldBeEmpty();
        errors.Trim().ShouldBe($"sapphire: No Sapphire runs on the home {_home.Root}, so there is nothing to ask. Start it (sapphire run), or name the home of one that runs: --home DIR.");
    }

    [Fact]
    public async Task A_node_whose_broker_is_away_says_so_with_its_own_status()
    {
        using TcpListener nobody = new(System.Net.IPAddress.Loopback, 0);
        nobody.Start();
        int port = ((System.Net.IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root, "--roles", "room", "--room", "kitchen", "--node", "kitchen", "--broker", $"amqp://127.0.0.1:{port}");
        (int status, string output, string errors) = await RunAsync("cluster", "status");
        for (int attempts = 0; status != ExitStatus.BrokerAway && attempts < 30; attempts++) (status, output, errors) = await RunAsync("cluster", "status");
        status.ShouldBe(ExitStatus.BrokerAway, errors);
        errors.Trim().ShouldBeEmpty();
        output.ShouldContain("This node:  kitchen (room)");
        output.ShouldContain("Attention:  The broker is away:");
        (status, output, _) = await RunAsync("queues");
        status.ShouldBe(ExitStatus.BrokerAway);
        output.ShouldContain("The broker cannot be asked:");
        (await RunAsync("top")).Status.ShouldBe(ExitStatus.BrokerAway);
    }

    [Fact]
    public void Newer_older_and_silent_peers_are_shown_and_control_characters_do_not_reach_the_terminal()
    {
        ClusterView view = new("kitchen", Alone: false, "connected", Then, null, [
            View("kitchen", isSelf: true),
            View("attic") with { Version = "1.3.0", Peer = "newer" },
            View("cellar") with { Version = "1.1.0", Peer = "older", Standing = "silent" },
            View("barn") with { Version = "9.0.0", Peer = "incompatible", Figures = null, Problem = "The disk is full." }], []);
        string nodes = OperatorText.Write(new(Cluster: view));
        nodes.ShouldContain("kitchen *  session  1.2.0 ");
        nodes.ShouldContain("1.3.0 (newer)");
        nodes.ShouldContain("cellar is silent since 2026-01-02 09:04:05.000Z");
        nodes.ShouldContain("too new for this node. Update this node.");
        nodes.ShouldContain("barn: The disk is full.");
        nodes.ShouldContain("6h 0min");
        string status = OperatorText.Write(new(Cluster: view), summary: true);
        status.ShouldContain("Nodes:      4: 3 up, 1 silent");
        status.ShouldContain("Shards:     16: kitchen 4, attic 4, cellar 4, barn 4");
        TopVerb.Snapshot(new(view, new([new("session", [new(0, "kitchen", 1, 0, 0, 0), new(1, null, 0, 0, 0, 0)])], []), new([new("stt", "speech", 3, 2, 1)], null))).ShouldSatisfyAllConditions(
            top => top.ShouldContain("4 nodes, broker connected, 9 chats in memory, 3 messages waiting, 1 dead letter, 0 drops"),
            top => top.ShouldContain("session shards: kitchen 1, nobody 1 (1)"));

        string letters = OperatorText.Write(new(Letters: new("stt", 3, [new("m1", "stt", "job.1", null, "bad \e[2J bytes", Then, 2048)])));
        letters.ShouldContain(@"bad \u001b[2J bytes");
        letters.ShouldContain("and 2 more.");
        letters.ShouldContain("queues dead stt --requeue");
    }

    private static NodeView View(string name, bool isSelf = false) => new(
        name, isSelf, ["session"], "1.2.0", "same", "up", Then, Then.AddHours(6), 4, new Dictionary<string, int>(StringComparer.Ordinal) { ["session"] = 4 }, new(0.1, 60 << 20, 3 << 20, 1, 20, 3, 0, 1, "pi"), null);

    private Task<(int Status, string Output, string Errors)> RunAsync(params string[] verb) => SapphireProcess.RunAsync(null, [.. verb, "--home", _home.Root]);

    private async Task<string> TextAsync(params string[] verb)
    {
        (int status, string output, string errors) = await RunAsync(verb);
        status.ShouldBe(0, errors);
        errors.Trim().ShouldBeEmpty();
        return output.TrimEnd() + "\n";
    }

    private async Task<JsonDocument> JsonAsync(params string[] verb) => JsonDocument.Parse(await TextAsync([.. verb, "--json"]));

    private Task FailsAsync(string why, params string[] verb) => FailsAsync(ExitStatus.Failed, why, verb);

    private async Task FailsAsync(int expected, string why, params string[] verb)
    {
        (int status, string output, string errors) = await RunAsync(verb);
        status.ShouldBe(expected, errors);
        output.Trim().ShouldBeEmpty();
        errors.Trim().ShouldStartWith($"sapphire: {why}");
        errors.Trim().ShouldNotContain("\n");
    }
}
