using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Rooms;
using Sapphire.Faults.Tests.Support;
using Sapphire.RabbitMq.TestKit;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>
/// The guide for two machines (docs/cluster.md), followed: its commands make the certificates, and what systemd would start with the
/// example files of variables is started. Only names, passwords and paths are this machine's.
/// </summary>
public sealed partial class GuideTests
{
    private const string Question = "what is twelve times nine";
    private const string Sum = "#JSGF V1.0; grammar sum; public <answer> = (twelve times nine | four times nine | twelve times five) (equals | is) (one hundred eight | ninety | eighteen | forty five);";
    private static readonly string Guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cluster.md"));

    [Fact]
    public async Task Two_machines_that_are_set_up_as_the_guide_says_talk_to_each_other()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        await using BrokerServer broker = await BrokerServer.StartAsync(certificates: MakeCertificatesAsync);
        Dictionary<string, string> here = new(StringComparer.Ordinal)
        {
            ["SAPPHIRE_BROKER"] = $"amqps://localhost:{broker.TlsPort.ToString(CultureInfo.InvariantCulture)}",
            ["SAPPHIRE_BROKER_PASSWORD"] = BrokerServer.Password,
            ["SAPPHIRE_BROKER_CA"] = broker.Authority,
            ["SAPPHIRE_POSTGRESQL"] = world.Store,
            ["PGPASSWORD"] = "not asked for on this machine",
            ["SAPPHIRE_CLUSTER_SECRET"] = (await ShellAsync(broker.Folder, Secret().Match(Guide).Groups["command"].Value)).Trim(),
        };

        SapphireServer one = await world.StartWebAsync("pi-one", change: launch => launch with
        {
            Environment = Variables("sapphire@.service", "cluster.env.example", "pi-one", here, Roles().Match(Guide).Groups["set"].Value),
            Arguments = Started("sapphire@.service", "pi-one"),
        });
        await one.LoginAsync();
        RoomNode kitchen = await RoomNode.StartAsync(world, "kitchen", "kitchen", change: launch => launch with
        {
            Environment = Variables("sapphire-room@.service", "room.env.example", "kitchen", here),
            Arguments = Started("sapphire-room@.service", "kitchen"),
        });
        await RoomNode.SeenAsync(one, room => RoomNode.Text(room, "node") == "kitchen" && RoomNode.Text(room, "state") == "Idle" && RoomNode.Text(room, "microphoneProblem").Length == 0, "the page sees the kitchen");
        await kitchen.TalkAsync(Question);
        await kitchen.SpeaksAsync(Sum, heard => heard.Contains("one hundred eight", StringComparison.Ordinal) || heard.Contains("twelve times nine", StringComparison.Ordinal));
        await using Person person = await Person.AtAsync(one);
        ChatId chat = (await person.HomeAsync()).Chats.Single(line => line.Title == "kitchen").Id;
        (await person.ReadAsync(chat)).Replies().ShouldHaveSingleItem().Text().ShouldContain("108");
    }

    // The commands of the guide, for this machine's name.
    private static async Task MakeCertificatesAsync(string folder)
    {
        string[] commands = [.. Certificates().Matches(Guide).Select(match => match.Value)];
        commands.Length.ShouldBe(3);
        foreach (string command in commands)
        {
            await ShellAsync(folder, command.Replace("pi-one.local", "localhost", StringComparison.Ordinal));
        }

        File.Move(Path.Combine(folder, "broker-key.pem"), Path.Combine(folder, "broker.key"));
    }

    private static async Task<string> ShellAsync(string folder, string command)
    {
        ProcessStartInfo start = new("sh", ["-c", command]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{command}: {await errors}");
        return output;
    }

    // What a unit hands to its program; what the person edits is of this machine.
    private static Dictionary<string, string?> Variables(string unit, string example, string instance, Dictionary<string, string> here, string more = "")
    {
        IEnumerable<string> set = Unit(unit, instance, "Environment=").Concat(File.ReadAllLines(Path.Combine(Repository.Root, "deploy", "systemd", example)).Where(line => line.Length > 0 && line[0] != '#'));
        Dictionary<string, string?> variables = new(StringComparer.Ordinal);
        foreach (string[] one in set.Append(more).Where(line => line.Length > 0).Select(line => line.Split('=', 2)))
        {
            variables[one[0]] = here.GetValueOrDefault(one[0], one[1]);
        }

        // The home is in a folder of the test.
        variables.Remove("SAPPHIRE_HOME").ShouldBeTrue();
        variables.Values.ShouldNotContain(value => value!.Contains("change-me", StringComparison.Ordinal));
        return variables;
    }

    private static string[] Started(string unit, string instance)
    {
        string[] words = Unit(unit, instance, "ExecStart=").Single().Split(' ');
        words[2].ShouldBe("run");
        return words[3..];
    }

    private static string[] Unit(string unit, string instance, string key) =>
        [.. File.ReadAllLines(Path.Combine(Repository.Root, "deploy", "systemd", unit)).Where(line => line.StartsWith(key, StringComparison.Ordinal)).Select(line => line[key.Length..].Replace("%i", instance, StringComparison.Ordinal))];

    [GeneratedRegex(@"(?m)^openssl .*$", RegexOptions.NonBacktracking)]
    private static partial Regex Certificates();

    [GeneratedRegex(@"\*\*cluster secret\*\* \(`(?<command>openssl [^`]+)`\)", RegexOptions.NonBacktracking)]
    private static partial Regex Secret();

    [GeneratedRegex(@"(?m)^echo (?<set>SAPPHIRE_ROLES=\S+) ", RegexOptions.NonBacktracking)]
    private static partial Regex Roles();
}
