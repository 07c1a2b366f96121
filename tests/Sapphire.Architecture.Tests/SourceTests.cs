using System.Globalization;
using System.Text.RegularExpressions;

namespace Sapphire.Architecture.Tests;

/// <summary>House rules that a compiler does not know.</summary>
public sealed partial class SourceTests(ITestOutputHelper output)
{
    // Generated from C#, or a table: their length says nothing.
    private static readonly string[] LongOnPurpose = ["package-lock.json", ".golden"];

    // Places where a rule does not apply.
    private static readonly string[] Allowed =
    [
        // The gate itself.
        "src/Sapphire.Actors/Privacy/OutboundGate.cs",

        // The task is completed there; this throws its exception without wrapping it.
        "src/Sapphire.Kernel/Actor/ActorCell.Async.cs",

        // An inbox is for code outside of actors, and its Receive blocks as Akka's does.
        "src/Sapphire.Kernel/Actor/Inbox.cs",

        // WithSyncCircuitBreaker is for code outside of actors, and blocks as Akka's does.
        "src/Sapphire.Kernel/Pattern/CircuitBreaker.cs",
    ];

    public static TheoryData<string, string, string> Forbidden => new()
    {
        { "async void", @"\basync\s+void\b", "an exception in it ends the program" },
        { "Thread.Sleep", @"\bThread\.Sleep\(", "it blocks a thread; use TimeProvider" },
        { "the clock of the machine", @"\bDateTime(Offset)?\.(Utc)?Now\b", "use TimeProvider, so that tests can move time" },
        { "a connection made past SqliteLibrary", @"\bSqliteConnection\s*\w*\s*=\s*new\(|\bnew\s+SqliteConnection\(", "it may mix two SQLite libraries; use SqliteLibrary.Connect" },
        { "unfinished work", @"\bNotImplementedException\b|//\s*(TODO|FIXME|HACK|XXX)\b", "finish it or leave it out" },
        { "a blocking wait", @"\.GetAwaiter\(\)\.GetResult\(\)", "await it" },
        { "a way out past the gate", @"\bnew\s+(HttpClient|SocketsHttpHandler|HttpClientHandler|ClientWebSocket|TcpClient|UdpClient)\b|\bHttpClient\s+\w+\s*=\s*new\(", "privacy mode and the proxy would not hold for it; use OutboundGate.CreateClient" },
        { "warnings switched off", @"#pragma warning disable\s*$", "name the rule and the reason" },
    };

    [Fact]
    public void No_setting_is_stored_and_read_by_nobody()
    {
        const string Registry = "src/Sapphire.Actors/Settings/Registry";
        Regex definition = new(@"Setting<.+?>\s+(?<name>\w+)\s*=\s*\w+\(\s*""(?<key>[A-Z0-9_]+)""", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        string[] program = [.. Repository.Files("src", "*.cs").Where(file => !Repository.Relative(file).Replace('\\', '/').StartsWith(Registry, StringComparison.Ordinal) && !Repository.Relative(file).Contains("Import", StringComparison.Ordinal)).Select(File.ReadAllText)];
        string[] page = [.. Repository.Files("src/Sapphire.Web/ClientApp/src", "*.ts", "*.tsx").Where(file => !file.Contains(".test.", StringComparison.Ordinal)).Select(File.ReadAllText)];
        var definitions = Repository.Files(Registry, "*Settings.cs")
            .SelectMany(file => definition.Matches(File.ReadAllText(file)).Select(match => (Class: Path.GetFileNameWithoutExtension(file), Own: File.ReadAllText(file), Name: match.Groups["name"].Value, Key: match.Groups["key"].Value)))
            .ToArray();
        definitions.Length.ShouldBeGreaterThan(20);
        definitions
            .Where(one => !one.Own.Contains($".Get({one.Name})", StringComparison.Ordinal)
                && !program.Any(text => text.Contains($"{one.Class}.{one.Name}", StringComparison.Ordinal))
                && !page.Any(text => text.Contains($"'{one.Key}'", StringComparison.Ordinal)))
            .Select(one => one.Key)
            .ShouldBeEmpty("a setting that nothing reads does nothing: wire it to what it governs, or leave it out");
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void The_sources_are_free_of(string what, string pattern, string why)
    {
        var expression = new Regex(pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        Repository.Files("src", "*.cs")
            .SelectMany(file => Matches(file, expression))
            .Where(hit => !Allowed.Any(place => hit.StartsWith(place + ":", StringComparison.Ordinal)))
            .ShouldBeEmpty($"{what}: {why}. A place that needs it is named in this test, with its reason.");
    }

    [Fact]
    public void Tests_do_not_sleep()
    {
        var sleep = SleepPattern();
        var loop = LoopPattern();
        var hits = new List<string>();
        foreach (var file in Repository.Files("tests", "*.cs").Where(file => file.Contains(".Tests/", StringComparison.Ordinal) && !IsThisProject(file)))
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                // The pause of a loop that polls with a deadline is none.
                if (sleep.IsMatch(lines[i]) && !lines[Math.Max(0, i - 15)..(i + 1)].Any(line => loop.IsMatch(line)))
                    hits.Add($"{Repository.Relative(file)}:{i + 1}: {lines[i].Trim()}");
            }
        }

        hits.ShouldBeEmpty("A test that sleeps is slow on a fast machine and flaky on a slow one; poll with a deadline, or move time by hand.");
    }

    [Fact]
    public void No_test_is_skipped()
    {
        var skip = SkipPattern();
        Repository.Files("tests", "*.cs")
            .Where(file => !IsThisProject(file))
            .SelectMany(file => Matches(file, skip))
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var lengths = Repository.Files("src", "*.cs", "*.ts", "*.tsx")
            .Concat(Repository.Files("scripts", "*.sh"))
            .Where(file => !LongOnPurpose.Any(name => file.EndsWith(name, StringComparison.Ordinal)))
            .Where(file => !IsGenerated(file))
            .Select(file => (File: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > 300)
            .OrderByDescending(file => file.Lines)
            .ToList();
        foreach (var (file, lines) in lengths)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines,5} {file}"));
        lengths.Where(file => file.Lines > 400).ShouldBeEmpty("Split it: one file, one thing.");
    }

    [Fact]
    public void No_file_holds_a_path_of_the_machine_it_was_written_on()
    {
        // Put together here so that this file does not hold them itself.
        var paths = new[] { "/wo" + "rk/", "/ro" + "ot/", "/home/" + "runner", "C:\\" + "Users" };
        var files = Repository.Files("", "*.md", "*.cs", "*.csproj", "*.props", "*.sh", "*.conf", "*.ts", "*.tsx", "*.json", "*.html", "*.yml")
            .Append(Path.Combine(Repository.Root, "sapphire"))
            .Append(Path.Combine(Repository.Root, ".ci", "run"));
        files.Where(file => paths.Any(path => File.ReadAllText(file).Contains(path, StringComparison.Ordinal)))
            .Select(Repository.Relative).ShouldBeEmpty();
    }

    [Fact]
    public void Text_files_are_utf8_without_a_mark_and_end_lines_with_a_line_feed()
    {
        var files = Repository.Files("", "*.md", "*.cs", "*.csproj", "*.props", "*.sh", "*.conf", "*.ts", "*.tsx").ToList();
        files.Count.ShouldBeGreaterThan(50);
        files.Where(file =>
        {
            var bytes = File.ReadAllBytes(file);
            return bytes.AsSpan().StartsWith("\ufeff"u8) || bytes.AsSpan().Contains((byte)'\r');
        }).Select(Repository.Relative).ShouldBeEmpty();
    }

    [Fact]
    public void Each_rule_finds_what_it_forbids()
    {
        // The patterns themselves: one that matches nothing would pass for ever.
        var bad = new[]
        {
            "async void Run()", "Thread.Sleep(1);", "DateTime.UtcNow", "throw new NotImplementedException();", "x.GetAwaiter().GetResult()", "new SocketsHttpHandler()", "#pragma warning disable",
        };
        var patterns = Forbidden.Select(row => row.Data.Item2).ToList();
        foreach (var line in bad)
            patterns.Count(pattern => Regex.IsMatch(line, pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(1))).ShouldBe(1, line);
        SleepPattern().IsMatch("await Task.Delay(100);").ShouldBeTrue();
    }

    private static IEnumerable<string> Matches(string file, Regex expression)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            var code = line.TrimStart();
            if (expression.IsMatch(line) && !code.StartsWith("///", StringComparison.Ordinal))
                yield return $"{Repository.Relative(file)}:{number}: {code}";
        }
    }

    // It holds the patterns.
    private static bool IsThisProject(string file) => file.Contains("Sapphire.Architecture.Tests", StringComparison.Ordinal);

    private static bool IsGenerated(string file) =>
        file.Contains(".gen.", StringComparison.Ordinal) || file.Contains("generated", StringComparison.OrdinalIgnoreCase)
        || File.ReadLines(file).Take(3).Any(line => line.Contains("enerated", StringComparison.Ordinal));

    [GeneratedRegex(@"\bThread\.Sleep\(|\bTask\.Delay\((?!Timeout\.Infinite)[^;]*\)", RegexOptions.None, 1000)]
    private static partial Regex SleepPattern();

    [GeneratedRegex(@"\bwhile\b|\bfor\b|\bforeach\b|\bdo\b", RegexOptions.None, 1000)]
    private static partial Regex LoopPattern();

    [GeneratedRegex(@"\bSkip\s*=\s*""", RegexOptions.None, 1000)]
    private static partial Regex SkipPattern();
}
