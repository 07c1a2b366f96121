using System.Globalization;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Backup;

/// <summary>kill -9 while a backup is made or restored: the home is the old one or the restored one, and everything still works.</summary>
public sealed class KillTests(KillTests.Prepared prepared) : IClassFixture<KillTests.Prepared>, IDisposable
{
    private const string KillAt = "SAPPHIRE_TEST_KILL_AT";
    private const int Killed = 137;
    private readonly TemporaryFolder _folder = new();

    private string Archive => prepared.Archive;

    private string Old => prepared.Old;

    private string Restored => prepared.Restored;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> RestoreSteps => new()
    {
        { "restore-unpacking", false },
        { "restore-unpacked", false },
        { "restore-proven", false },
        { "restore-prepared", false },
        { "restore-intent", true },
        { "restore-moving-aside", true },
        { "restore-aside", true },
        { "restore-moving-in", true },
        { "restore-in", true },
        { "restore-secrets", true },
        { "restore-replaced", true },
        { "restore-intent-gone", true },
    };

    [Theory]
    [MemberData(nameof(RestoreSteps))]
    public async Task A_restore_killed_at_any_step_leaves_the_old_home_or_the_new_one(string step, bool restored)
    {
        string home = Copy("home");
        (int status, string output) = await Verb.RunAsync(new Dictionary<string, string?> { [KillAt] = step }, "restore", Archive, "--home", home);
        status.ShouldBe(Killed, output);
        await Verb.DoAsync("config", "show", "--home", home);
        Look(home).ShouldBe(restored ? Restored : Old);
        NothingIsLeft(home, restored ? 1 : 0);
        await Verb.DoAsync("restore", Archive, "--home", home);
        Look(home).ShouldBe(Restored);
        await Verb.DoAsync("backup", "--home", home);
        (await Verb.DoAsync("backup", "list", "--home", home)).ShouldContain(" yes");
    }

    [Fact]
    public async Task A_restore_killed_while_it_ends_an_interrupted_one_is_ended_by_the_next()
    {
        string home = Copy("home");
        Dictionary<string, string?> at = new() { [KillAt] = "restore-moving-aside" };
        for (int i = 0; i < 2; i++)
        {
            (await Verb.RunAsync(at, "restore", Archive, "--home", home)).Status.ShouldBe(Killed);
        }

        at[KillAt] = "restore-moving-in";
        (await Verb.RunAsync(at, "config", "show", "--home", home)).Status.ShouldBe(Killed);
        await Verb.DoAsync("config", "show", "--home", home);
        Look(home).ShouldBe(Restored);
        NothingIsLeft(home, 1);
    }

    [Theory]
    [InlineData("backup-copying", 0)]
    [InlineData("backup-copied", 0)]
    [InlineData("backup-packing", 0)]
    [InlineData("backup-packed", 0)]
    [InlineData("backup-renamed", 1)]
    public async Task A_backup_killed_at_any_step_leaves_no_half_archive(string step, int archives)
    {
        string home = Copy("home");
        (int status, string output) = await Verb.RunAsync(new Dictionary<string, string?> { [KillAt] = step }, "backup", "--home", home);
        status.ShouldBe(Killed, output);
        string backups = Path.Combine(home, "backups");
        Directory.GetFiles(backups).Length.ShouldBe(archives);
        Look(home).ShouldBe(Old);
        await Verb.DoAsync("backup", "--home", home);
        Directory.GetFileSystemEntries(backups).ShouldAllBe(entry => entry.EndsWith(".tar.gz", StringComparison.Ordinal));
        foreach (string archive in Directory.GetFiles(backups))
        {
            (await Verb.DoAsync("backup", "verify", archive)).ShouldContain("is whole");
        }
    }

    [Fact]
    public Task Killed_at_random_moments_nothing_is_harmed() => RandomAsync(8);

    [Fact]
    [Trait("tier", "soak")]
    [Trait("soak", "backup")]
    public Task Killed_at_random_moments_nothing_is_harmed_for_long() => RandomAsync(Support.Soak.Count(8, 300));

    private async Task RandomAsync(int rounds)
    {
        int seed = Support.Soak.Seed();
        Random random = new(seed);
        string home = Copy("home");
        long begun = TimeProvider.System.GetTimestamp();
        await Verb.DoAsync("restore", Archive, "--home", home);
        double whole = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
        int old = 0;
        for (int round = 0; round < rounds; round++)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"round {round}, {Support.Soak.SeedVariable}={seed}");
            Directory.Delete(home, recursive: true);
            foreach (string aside in Directory.GetDirectories(_folder.Path, "home.before-restore-*"))
            {
                Directory.Delete(aside, recursive: true);
            }

            Copy("home");
            bool restore = random.Next(3) > 0;
            string[] verb = restore ? ["restore", Archive, "--home", home] : ["backup", "--home", home];

            // Most of the time goes into starting the program; what matters is the second half.
            await KillAfterAsync(TimeSpan.FromMilliseconds(whole * (0.3 + 0.9 * random.NextDouble())), verb);
            await Verb.DoAsync("config", "show", "--home", home);
            string state = Look(home);
            (state == Old || restore && state == Restored).ShouldBeTrue($"{message}: {state}");
            old += state == Old ? 1 : 0;
            NothingIsLeft(home, state == Old ? 0 : 1);
            await Verb.DoAsync("backup", "--home", home);
            (await Verb.DoAsync("backup", "list", "--home", home)).ShouldNotContain(" no: ", Case.Sensitive, message);
            await Verb.DoAsync("restore", Archive, "--home", home);
            Look(home).ShouldBe(Restored, message);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} rounds, {old} ended with the old home; {Support.Soak.SeedVariable}={seed}");
    }

    private static async Task KillAfterAsync(TimeSpan delay, string[] verb)
    {
        await using ChildProcess process = Verb.Start(null, verb);
        try
        {
            await process.WaitForExitAsync(delay);
        }
        catch (TimeoutException)
        {
            await process.KillAsync();
        }
    }

    private static string Look(string home)
    {
        string journal = TestHome.JournalOf(home);
        string text(string name) => File.Exists(Path.Combine(home, name)) ? File.ReadAllText(Path.Combine(home, name)) : "none";
        return $"{Database.Integrity(journal)} events {Database.Scalar<long>(journal, "SELECT count(*) FROM journal")} settings {text("settings.json")} note {text("note.txt")} secret {text("secrets/mark")} conf {text("sapphire.conf")}"
            + $" memory {Database.Scalar<long>(Path.Combine(home, "data", "memory.db"), "SELECT count(*) FROM memories")}";
    }

    private void NothingIsLeft(string home, int asides)
    {
        Directory.Exists(Path.Combine(home, ".restore")).ShouldBeFalse();
        File.Exists(Path.Combine(home, "restore.json")).ShouldBeFalse();
        string[] kept = Directory.GetDirectories(_folder.Path, Path.GetFileName(home) + ".before-restore-*");
        kept.Length.ShouldBe(asides);
        foreach (string aside in kept)
        {
            Look(aside).ShouldBe(Old, "what is kept aside is the whole old home");
        }
    }

    private string Copy(string name) => Copy(prepared.Home, _folder[name]);

    private static string Copy(string from, string target)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    /// <summary>A home with 300 events and its backup with secrets, that went on: 20 more events, other settings, another file.</summary>
    public sealed class Prepared : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Home => _folder["base"];

        public string Archive => _folder["b.tar.gz"];

        public string Old { get; private set; } = "";

        public string Restored { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Directory.CreateDirectory(Home);
            await Verb.DoAsync("ask", "remember that the green tea needs two minutes", "--home", Home, "--chat", "Kitchen");
            await File.WriteAllTextAsync(Path.Combine(Home, "settings.json"), "{}");
            await File.WriteAllTextAsync(Path.Combine(Home, "sapphire.conf"), "sapphire.log.level = warning\n");
            await File.WriteAllTextAsync(Path.Combine(Home, "secrets", "mark"), "then");
            AddEvents(300);
            await Verb.DoAsync("backup", "--home", Home, "--output", Archive, "--include-secrets");
            AddEvents(20);
            await File.WriteAllTextAsync(Path.Combine(Home, "settings.json"), "{ }");
            await File.WriteAllTextAsync(Path.Combine(Home, "note.txt"), "later");
            await File.WriteAllTextAsync(Path.Combine(Home, "secrets", "mark"), "now");
            Old = Look(Home);
            string reference = Copy(Home, _folder["reference"]);
            await Verb.DoAsync("restore", Archive, "--home", reference);
            Restored = Look(reference);
            Restored.ShouldNotBe(Old);
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return default;
        }

        private void AddEvents(int count) => Database.Execute(
            TestHome.JournalOf(Home),
            $"""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            INSERT INTO journal (created, persistence_id, sequence_number, message, manifest, writer_uuid)
            SELECT 0, 'other', (SELECT coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = 'other') + i, randomblob(200), 'x.1', 'w' FROM n
            """);
    }
}
