using System.Text.Json;
using System.Text.RegularExpressions;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Nodes;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>What operators are shown of three real processes: as JSON, with the names that the guide gives, and live on a terminal.</summary>
public sealed partial class OperatorViewTests
{
    [Fact]
    public async Task Every_verb_gives_the_names_of_the_guide_as_JSON_and_top_shows_all_of_it_live()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        await world.StartNodeAsync("session-a");
        await world.StartNodeAsync("session-b");
        SapphireServer web = await world.StartWebAsync();
        ClusterObserver observer = await world.ObserveAsync();
        await observer.BalancedAsync("session-a", "session-b");
        await web.LoginAsync();
        await using Person person = await Person.AtAsync(web);
        ChatId chat = await person.CreateAsync("Sums");
        await person.AskAsync(chat, "what is 2 plus 2");
        await observer.SendAsync(new RenameChat(chat, Person.NewCommand(), TimeProvider.System.GetUtcNow(), "Never"), static message => message with { Protocol = 99 });
        await Polling.UntilAsync(async () => (await observer.Transport.DeadLetters.PeekAsync(ClusterKinds.Chats, 10)).Length == 1, "nobody could read it");
        await observer.DisposeAsync();
        string home = web.Home;
        await Polling.UntilAsync(async () => Root(await Verb.RunAsync(home, "cluster", "nodes", "--json")).GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("figures").ValueKind).SequenceEqual([JsonValueKind.Object, JsonValueKind.Object, JsonValueKind.Object]), "three nodes have said their figures");

        // Not all of them change something that the next one would see.
        (string[] Verb, string Row)[] verbs =
        [
            (["cluster", "status"], "cluster status"), (["cluster", "nodes"], "cluster nodes"), (["shards"], "shards"), (["sessions", "list"], "sessions list"),
            (["sessions", "where", "Sums"], "sessions where CHAT"), (["queues"], "queues"), (["queues", "dead", ClusterKinds.Chats], "queues dead QUEUE"), (["actors", "tree"], "actors tree"), (["actors", "show", "/user/operator"], "actors show PATH"),
            (["actors", "restart", "/user/chats/list"], "actors restart PATH"), (["top"], "top"), (["cluster", "drain", "session-a"], "cluster drain NODE"), (["cluster", "down", "session-a"], "cluster down NODE"),
        ];
        Dictionary<string, string[]> guide = Guide();
        foreach ((string[] verb, string row) in verbs.SkipLast(2)) await ShouldGiveAsync(verb, row);

        JsonElement nodes = Root(await Verb.RunAsync(home, "cluster", "nodes", "--json"));
        nodes.GetProperty("link").GetString().ShouldBe("connected");
        nodes.GetProperty("nodes").EnumerateArray().Select(n => (n.GetProperty("name").GetString(), n.GetProperty("standing").GetString())).ShouldBe([("web-a", "up"), ("session-a", "up"), ("session-b", "up")]);
        Root(await Verb.RunAsync(home, "sessions", "where", "Sums", "--json")).GetProperty("node").GetString().ShouldBeOneOf("session-a", "session-b");
        (await Verb.RunAsync(home, "cluster", "status")).ShouldContain("3: 3 up");

        string dead = await Verb.RunAsync(home, "queues", "dead", ClusterKinds.Chats);
        dead.ShouldContain("speaks version 99");
        dead.ShouldNotContain("Never", Case.Sensitive, "not what it says");
        await Verb.RunAsync(home, "queues", "dead", ClusterKinds.Chats, "--purge");
        (await Verb.RunAsync(home, "queues", "dead", ClusterKinds.Chats)).ShouldContain($"There are no dead letters in {ClusterKinds.Chats}.");

        await ShouldShowLiveAsync(home);
        foreach ((string[] verb, string row) in verbs.TakeLast(2)) await ShouldGiveAsync(verb, row);

        async Task ShouldGiveAsync(string[] verb, string row)
        {
            string output = await Verb.RunAsync(home, [.. verb, "--json"]);
            HashSet<string> names = new(StringComparer.Ordinal);
            Collect(Root(output[output.IndexOf('{', StringComparison.Ordinal)..]), names);
            string[] documented = row == "top" ? [.. guide["top"], .. guide["cluster nodes"], .. guide["shards"], .. guide["queues"]] : guide[row];
            names.Except(documented).ShouldBeEmpty($"{row} gives what the guide does not name");
            documented.Except(names).ShouldBeEmpty($"the guide names for {row} what it does not give");
        }
    }

    [Fact]
    public async Task What_would_change_chats_behind_other_nodes_or_in_files_that_no_node_reads_is_refused()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        ChildProcess session = await world.StartNodeAsync("session-a");
        SapphireServer web = await world.StartWebAsync();
        await Polling.UntilAsync(async () => (await Verb.TryAsync(web.Home, "journal", "rebuild")).Output.Contains("Other nodes are at work on the same chats", StringComparison.Ordinal), "the other is known");
        (int status, string output) = await Verb.TryAsync(web.Home, "journal", "rebuild");
        status.ShouldBe(1, output);
        output.ShouldContain("session-a. Stop them (sapphire cluster down NODE)");

        // Its database was named on the command line alone.
        await session.TerminateAsync(Polling.Patience);
        foreach (string[] verb in (string[][])[["ask", "what is 2 plus 2"], ["backup"], ["journal", "inspect"]])
        {
            (status, output) = await Verb.TryAsync(world.HomeOf("session-a"), verb);
            status.ShouldNotBe(0, output);
            output.ShouldContain("keeps its chats in a database that only its command line names (--store)");
            output.ShouldContain("SAPPHIRE_POSTGRESQL");
        }
    }

    // On a terminal of 160 columns, as a person sees it.
    private static async Task ShouldShowLiveAsync(string home)
    {
        string command = $"stty cols 160 rows 48; exec dotnet '{Repository.Program}' top --home '{home}'";
        await using ChildProcess terminal = ChildProcess.Start("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], new Dictionary<string, string?>(StringComparer.Ordinal) { ["TERM"] = "xterm-256color" }, keepsInput: true);
        string screen = await terminal.WaitForOutputAsync(static text => Pictures().Count(text) >= 3 && Plain(text).Contains("speech to recognise", StringComparison.Ordinal) && Plain(text).Contains("1 chat in memory", StringComparison.Ordinal), Polling.Patience);
        await terminal.WriteLineAsync("q");
        (await terminal.WaitForExitAsync(Polling.Patience)).ShouldBe(0, terminal.Output);
        string plain = Plain(screen);
        plain.ShouldContain("Sapphire 3 nodes, broker connected, 1 chat in memory");
        plain.ShouldContain("seen from web-a");
        plain.ShouldContain("q ends");
        plain.ShouldMatch(@"web-a \* +web +\S+ +up +0 ");
        plain.ShouldMatch(@"session-a +session +\S+ +up +[89] ");
        plain.ShouldMatch("session shards: session-a 8, session-b 8");
        plain.ShouldMatch("schedule shards: session-[ab] 1");
        plain.ShouldMatch(@"session +0 +[0-9]+ +0 ");
        terminal.Output.ShouldEndWith("\e[?25h\e[?1049l\n", customMessage: "the terminal is as it was");
    }

    private static string Plain(string text) => Escape().Replace(text, "");

    private static JsonElement Root(string json) => JsonDocument.Parse(json).RootElement.Clone();

    private static void Collect(JsonElement element, HashSet<string> names)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray()) Collect(item, names);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                names.Add(property.Name);
                Collect(property.Value, names);
            }
        }
    }

    // Of each verb the names in its row; those in parentheses are values, but for the kinds of shards.
    private static Dictionary<string, string[]> Guide()
    {
        Dictionary<string, string[]> rows = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "docs", "cluster.md")).SkipWhile(static l => l != "### What --json gives").TakeWhile(static l => !l.StartsWith("## ", StringComparison.Ordinal)))
        {
            if (line.Split('|') is not [_, var verbs, var names, _] || !verbs.Contains('`', StringComparison.Ordinal)) continue;
            string kept = Values().Replace(names.Replace("(`session`, `schedule`)", "`session` `schedule`", StringComparison.Ordinal), "");
            foreach (Match verb in Code().Matches(verbs)) rows.Add(verb.Groups["text"].Value, [.. Code().Matches(kept).Select(static m => m.Groups["text"].Value).Distinct(StringComparer.Ordinal)]);
        }

        return rows;
    }

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\([^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex Values();

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]", RegexOptions.None, 1000)]
    private static partial Regex Escape();

    [GeneratedRegex(@"\e\[H\e\[J", RegexOptions.None, 1000)]
    private static partial Regex Pictures();
}
