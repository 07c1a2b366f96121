using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Sapphire.Actors.Configuration;
using Sapphire.Web.Cli;
using Sapphire.Web.Hosting;
using Sapphire.Web.TestKit;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Deployment;

/// <summary>What people start Sapphire with, on several machines, says only what the program knows: compose.yaml, the units of systemd, the guide.</summary>
public sealed partial class DeploymentTests : IDisposable
{
    // Of PostgreSQL's own client; of the program before it reads any configuration; of .NET.
    private static readonly string[] OtherNames = ["PGPASSWORD", "SAPPHIRE_HOME", "DOTNET_CLI_TELEMETRY_OPTOUT"];
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void The_compose_file_starts_a_broker_a_store_two_session_nodes_a_web_node_and_two_rooms()
    {
        Dictionary<string, object> compose = Yaml.Parse(Read("compose.yaml"));
        var services = (Dictionary<string, object>)compose["services"];
        var volumes = (Dictionary<string, object>)compose["volumes"];
        HashSet<string> names = Names();
        List<string> roles = [];
        List<string> nodes = [];
        foreach ((string name, object one) in services)
        {
            var service = (Dictionary<string, object>)one;
            foreach (string volume in Items(service, "volumes")) volumes.ShouldContainKey(volume.Split(':')[0]);
            foreach (string needed in Items(service, "depends_on")) services.ShouldContainKey(needed);
            if (!service.TryGetValue("command", out object? command))
            {
                continue;
            }

            var environment = (Dictionary<string, object>)service["environment"];
            environment.Keys.Except(names).ShouldBeEmpty(name);
            environment.Values.Cast<string>().Where(v => v.Contains("PASSWORD", StringComparison.Ordinal)).ShouldAllBe(v => v.StartsWith("${") && v.Contains(":?"), "no password in the file");
            SapphireOptions options = Options([.. (List<string>)command], environment.ToDictionary(e => e.Key, e => (string)e.Value, StringComparer.Ordinal));
            RunVerb.Check(options);
            options.Cluster.Node.ShouldBe(name);
            nodes.Add(options.Cluster.Node);
            roles.Add(string.Join(',', options.Cluster.RoleNames));
            new Uri(options.Cluster.Broker.Value).Host.ShouldBeOneOf([.. services.Keys]);
            if (options.SharesState) environment.Keys.ShouldBe(["SAPPHIRE_BROKER_USER", "SAPPHIRE_BROKER_PASSWORD", "PGPASSWORD", "SAPPHIRE_CLUSTER_SECRET"], ignoreOrder: true);
        }

        roles.ShouldBe(["session,stt,tts", "session,stt,tts", "web", "room", "room"]);
        nodes.ShouldBe(["session-a", "session-b", "web", "kitchen", "attic"]);
        services.Keys.Except(nodes).ShouldBe(["broker", "store"]);
        var web = (Dictionary<string, object>)services["web"];
        CommandLine.Build().Parse([.. ((List<string>)((Dictionary<string, object>)web["healthcheck"])["test"]).Skip(2)]).Errors.ShouldBeEmpty();
        Read("Dockerfile").ShouldSatisfyAllConditions(file => file.ShouldContain("COPY hocon /opt/sapphire/hocon"), file => file.ShouldContain("ENTRYPOINT [\"sapphire\"]"), file => file.ShouldContain("USER sapphire"));
    }

    [Theory]
    [InlineData("sapphire@.service", "cluster.env.example", "pi-one")]
    [InlineData("sapphire-room@.service", "room.env.example", "kitchen")]
    public async Task A_unit_of_systemd_starts_the_program_with_names_that_it_knows(string file, string example, string instance)
    {
        string path = Path.Combine(Repository.Root, "deploy", "systemd", file);
        string[] lines = [.. (await File.ReadAllLinesAsync(path)).Select(line => line.Replace("%i", instance, StringComparison.Ordinal))];
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        foreach (string set in lines.Where(l => l.StartsWith("Environment=", StringComparison.Ordinal)).Select(l => l["Environment=".Length..])) environment[set.Split('=')[0]] = set[(set.IndexOf('=') + 1)..];
        foreach (string set in Read(Path.Combine("deploy", "systemd", example)).Split('\n').Where(l => l.Length > 0 && l[0] != '#')) environment[set.Split('=')[0]] = set[(set.IndexOf('=') + 1)..];
        environment.Keys.Except(Names()).ShouldBeEmpty();
        environment.TryAdd("SAPPHIRE_ROLES", "web,session");

        string[] start = lines.Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..].Split(' ');
        start[1].ShouldBe("/opt/sapphire/app/Sapphire.Web.dll");
        SapphireOptions options = Options(start[2..], environment);
        options.Cluster.Node.ShouldBe(instance);

        // The authority's file is on another machine.
        RunVerb.Check(options with { Cluster = options.Cluster with { BrokerCertificateAuthority = "" } });
        foreach (string hardening in (string[])["NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "CapabilityBoundingSet=", "SystemCallFilter=@system-service", "User=sapphire"]) lines.ShouldContain(hardening);
        lines.ShouldContain(l => l.StartsWith("EnvironmentFile=/etc/sapphire/", StringComparison.Ordinal));
        lines.ShouldNotContain(l => l.StartsWith("MemoryDenyWriteExecute=yes", StringComparison.Ordinal), ".NET compiles while it runs");
        await VerifyAsync(path);
    }

    [Fact]
    public void Every_command_key_and_variable_of_the_guide_exists()
    {
        string guide = Read(Path.Combine("docs", "cluster.md"));
        Command root = CommandLine.Build();
        string[] commands = [.. Written().Matches(guide).Select(m => m.Groups["verb"].Value.Trim())];
        commands.Length.ShouldBeGreaterThan(18);
        foreach (string command in commands)
        {
            ParseResult parsed = root.Parse(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            parsed.Errors.Select(e => e.Message).ShouldBeEmpty(command);
        }

        HashSet<string> names = Names();
        names.UnionWith(["SAPPHIRE_STORE_PASSWORD"]);
        Variable().Matches(guide).Select(m => m.Value).Except(names).ShouldBeEmpty();
        string keys = Read(Path.Combine("hocon", "sapphire.conf"));
        foreach (string key in Key().Matches(guide).Select(m => m.Groups["key"].Value)) keys.ShouldMatch($@"(?m)^ +{Regex.Escape(key)} = ", key);
        foreach (string file in Link().Matches(guide).Select(m => m.Groups["file"].Value)) File.Exists(Path.Combine(Repository.Root, "docs", file)).ShouldBeTrue(file);
        foreach (string file in Copied().Matches(guide).Select(m => m.Value)) File.Exists(Path.Combine(Repository.Root, file)).ShouldBeTrue(file);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    private static List<string> Items(Dictionary<string, object> service, string key) => service.TryGetValue(key, out object? items) ? (List<string>)items : [];

    // The variables that the configuration reads.
    private static HashSet<string> Names()
    {
        string conf = Read(Path.Combine("hocon", "sapphire.conf"));
        HashSet<string> names = [.. OtherNames, .. Substitution().Matches(conf).Select(m => m.Groups["name"].Value)];

        // A program without rooms of its own knows no name for one.
        if (!conf.Contains("  room {", StringComparison.Ordinal)) names.Add("SAPPHIRE_ROOM");
        return names;
    }

    // As the program reads them: the command line over the variables over the file.
    private SapphireOptions Options(string[] command, Dictionary<string, string> environment)
    {
        ParseResult parsed = CommandLine.Build().Parse(command);
        parsed.Errors.Select(e => e.Message).ShouldBeEmpty();
        parsed.CommandResult.Command.Name.ShouldBe("run");
        RunArguments run = new(null, null, Value("--roles"), Value("--broker"), Value("--store"), Value("--node"));
        string conf = Substitution().Replace(Read(Path.Combine("hocon", "sapphire.conf")), m => environment.TryGetValue(m.Groups["name"].Value, out string? value) ? $"\"{(value.StartsWith("${", StringComparison.Ordinal) ? "a secret that is long enough for every use" : value)}\"" : m.Value);
        string file = _home.Sub($"{Guid.NewGuid():N}.conf");
        File.WriteAllText(file, conf);
        return NodeConfiguration.Read(_home.Folder, file, run.Overrides());

        string? Value(string option) => parsed.CommandResult.Command.Options.OfType<Option<string?>>().SingleOrDefault(o => o.Name == option) is { } found ? parsed.GetValue(found) : null;
    }

    private static async Task VerifyAsync(string unit)
    {
        if (!File.Exists("/usr/bin/systemd-analyze"))
        {
            return;
        }

        ProcessStartInfo start = new("/usr/bin/systemd-analyze", ["verify", "--man=no", unit]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string[] said = [.. (await process.StandardError.ReadToEndAsync()).Split('\n').Where(l => l.Contains("sapphire", StringComparison.Ordinal) && !l.Contains("is not executable", StringComparison.Ordinal) && !l.Contains("Failed to", StringComparison.Ordinal))];
        await process.WaitForExitAsync();
        said.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\$\{\?(?<name>[A-Z_]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Substitution();

    // In a line of its own, after sudo or docker, or in backticks.
    [GeneratedRegex(@"(?:^|`|-u sapphire |exec web |; )sapphire (?<verb>(?:run|cluster|shards|sessions|queues|actors|top|backup)\b[^`'\n]*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Written();

    [GeneratedRegex(@"\bSAPPHIRE_[A-Z_]+|\bPGPASSWORD\b", RegexOptions.None, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"`sapphire\.cluster\.(?<key>[a-z-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"\]\((?<file>[a-z]+\.md)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"deploy/systemd/[a-z.]+example", RegexOptions.None, 1000)]
    private static partial Regex Copied();
}
