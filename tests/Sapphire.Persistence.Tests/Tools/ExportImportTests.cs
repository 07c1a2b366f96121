using System.Text;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

public sealed class ExportImportTests
{
    private static readonly ExportOptions Options = new("1.2.3", "SQLite", new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));

    [Fact]
    public async Task An_export_has_a_header_each_event_as_JSON_and_a_trailer()
    {
        await using TallyJournal tallies = new();
        await tallies.AddAsync("tally-b", new TallyAdded(1, "é 🍏"));
        await tallies.WriteAsync("tally-a", "tally.added.2", """{"amount":2,"note":"x"}""", "blue", "red");
        await tallies.WriteAsync("tally-a", "tally.added.2", "{\n\"amount\":3,\"note\":\"two lines\"}");
        (ExportReport report, string[] lines) = await ExportAsync(tallies.Journal, Options);
        report.ShouldBe(new(2, 3, 0));
        lines[0].ShouldBe("""{"sapphireJournal":1,"program":"1.2.3","source":"SQLite","time":"2026-02-03T04:05:06.000Z","ordering":3}""");
        lines[1].ShouldBe("""{"id":"tally-a","nr":1,"manifest":"tally.added.2","time":"2026-01-02T03:04:06.912Z","tags":["blue","red"],"payload":{"amount":2,"note":"x"}}""");
        lines[2].ShouldBe($$"""{"id":"tally-a","nr":2,"manifest":"tally.added.2","time":"2026-01-02T03:04:08.146Z","base64":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes("{\n\"amount\":3,\"note\":\"two lines\"}"))}}"}""");
        lines[3].ShouldContain("""
            "payload":{"amount":1,"note":"\u00E9 \uD83C\uDF4F"}}
            """.Trim());
        lines[4].ShouldStartWith("""{"end":{"ids":2,"events":3,"snapshots":0,"sha256":""");
        lines.Length.ShouldBe(5);
    }

    [Fact]
    public async Task Another_journal_gets_every_event_as_it_was()
    {
        await using TallyJournal tallies = await ManifoldAsync();
        byte[] file = await BytesAsync(tallies.Journal, Options);
        await using TallyJournal other = new();
        ImportReport report = await ImportAsync(other, file);
        report.Ids.ShouldAllBe(id => id.Outcome == ImportOutcome.Imported && id.Source == id.Target);
        (await TallyJournal.ContentAsync(other.Journal)).ShouldBe(await TallyJournal.ContentAsync(tallies.Journal));
        report.LastOrdering.ShouldBe(other.Journal.LastOrdering);
        (await other.VerifyAsync()).Problems.ShouldBeEmpty();

        // And once more from there: the same file but for the header's ordering and the hash.
        (await LinesAsync(other.Journal))[1..^1].ShouldBe((await LinesAsync(tallies.Journal))[1..^1]);
    }

    [Fact]
    public async Task Snapshots_go_along_when_they_are_wanted()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        (await ExportAsync(tallies.Journal, Options)).Report.Snapshots.ShouldBe(0);
        byte[] file = await BytesAsync(tallies.Journal, Options with { Snapshots = true, Ids = ["tally-a"] });
        await using TallyJournal other = new();
        await ImportAsync(other, file);
        SnapshotRow snapshot = (await other.Journal.LoadSnapshotAsync("tally-a")).ShouldNotBeNull();
        snapshot.Payload.ShouldBe((await tallies.Journal.LoadSnapshotAsync("tally-a"))!.Payload);
        snapshot.SequenceNr.ShouldBe(3);
        (await other.VerifyAsync()).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ids_whose_first_or_all_events_were_deleted_keep_their_numbers_and_states()
    {
        await using TallyJournal tallies = new() { Models = [new TallyStates(keepsAllEvents: false)] };
        await tallies.AddAsync("tally-a", 1, 2, 3, 4);
        await tallies.SnapshotAsync("tally-a", 3, new(6, 3));
        await tallies.Journal.DeleteEventsAsync("tally-a", await tallies.EpochAsync("tally-a"), 2);
        await tallies.AddAsync("tally-b", 5, 6);
        await tallies.SnapshotAsync("tally-b", 2, new(11, 2));
        await tallies.Journal.DeleteEventsAsync("tally-b", await tallies.EpochAsync("tally-b"), 2);
        byte[] file = await BytesAsync(tallies.Journal, Options);
        await using TallyJournal other = new() { Models = [new TallyStates(keepsAllEvents: false)] };
        await ImportAsync(other, file);
        (await TallyJournal.ContentAsync(other.Journal)).ShouldBe(await TallyJournal.ContentAsync(tallies.Journal));
        foreach ((string id, long highest, long deleted) in new[] { ("tally-a", 4L, 2L), ("tally-b", 2L, 2L) })
        {
            (await other.Journal.HighestSequenceNrAsync(id)).ShouldBe(highest);
            (await other.Journal.DeletedToAsync(id)).ShouldBe(deleted);
            (await other.Journal.LoadSnapshotAsync(id)).ShouldNotBeNull();
        }

        (await other.VerifyAsync()).Problems.ShouldBeEmpty();
        (await ImportAsync(other, file)).Ids.ShouldAllBe(id => id.Outcome == ImportOutcome.Unchanged);
    }

    [Fact]
    public async Task Events_that_come_after_the_export_has_begun_are_left_out()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.AddAsync("tally-a", new TallyAdded(1, new string('x', 200_000)));
        List<string> before = await TallyJournal.ContentAsync(tallies.Journal);
        using WatchedStream stream = new(async () =>
        {
            await tallies.AddAsync("tally-a", 7);
            await tallies.AddAsync("tally-z", 8);
        });
        await JournalExport.WriteAsync(tallies.Journal, stream, Options);
        (await tallies.Journal.HighestSequenceNrAsync("tally-z")).ShouldBe(1);
        await using TallyJournal other = new();
        await ImportAsync(other, stream.ToArray());
        (await TallyJournal.ContentAsync(other.Journal)).ShouldBe(before);
    }

    [Fact]
    public async Task A_damaged_or_missing_event_ends_the_export_and_leaves_no_file()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        string file = tallies.File("out.jsonl");
        await tallies.DamageAsync("UPDATE journal SET checksum = 1 WHERE persistence_id = 'tally-a' AND sequence_number = 2");
        (await Should.ThrowAsync<StorageException>(() => JournalExport.WriteFileAsync(tallies.Journal, file, Options))).Message.ShouldContain("verify");
        await tallies.DamageAsync("DELETE FROM journal WHERE persistence_id = 'tally-a' AND sequence_number = 2");
        (await Should.ThrowAsync<JournalToolException>(() => JournalExport.WriteFileAsync(tallies.Journal, file, Options))).Message.ShouldContain("Event 2 of 'tally-a' is missing");
        await Should.ThrowAsync<JournalToolException>(() => JournalExport.WriteFileAsync(tallies.Journal, file, Options with { Ids = ["tally-q"] }));
        Directory.GetFiles(Path.GetDirectoryName(file)!, "out*").ShouldBeEmpty();
        await JournalExport.WriteFileAsync(tallies.Journal, file, Options with { Ids = ["tally-b"] });
        byte[] written = await File.ReadAllBytesAsync(file);
        await Should.ThrowAsync<IOException>(() => JournalExport.WriteFileAsync(tallies.Journal, file, Options with { Ids = ["tally-b"], Snapshots = true }));
        (await File.ReadAllBytesAsync(file)).ShouldBe(written, "a file that is there is left as it is");
        await JournalExport.WriteFileAsync(tallies.Journal, file, Options with { Ids = ["tally-b"], Replace = true });
        Directory.GetFiles(Path.GetDirectoryName(file)!, "out*").ShouldBe([file]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(DurableFile.Private);
        }
    }

    [Fact]
    public async Task A_file_that_was_cut_anywhere_is_refused_before_anything_is_written()
    {
        await using TallyJournal tallies = new();
        await tallies.AddAsync("tally-a", 1, 2);
        await tallies.AddAsync("tally-b", 3);
        byte[] file = await BytesAsync(tallies.Journal, Options);
        await using TallyJournal other = new();
        for (int length = 0; length < file.Length; length++)
        {
            (await Should.ThrowAsync<JournalToolException>(() => ImportAsync(other, file[..length]), $"cut at {length}")).Message.ShouldContain("Nothing was imported");
        }

        (await TallyJournal.ContentAsync(other.Journal)).ShouldBeEmpty();
        await ImportAsync(other, file);
    }

    [Fact]
    public async Task A_file_in_which_a_bit_was_changed_is_refused_before_anything_is_written()
    {
        await using TallyJournal tallies = new();
        await tallies.AddAsync("tally-a", 1);
        await tallies.WriteAsync("tally-a", "tally.added.2", "{ \"amount\":1,\n\"note\":\"\"}", "tag");
        byte[] file = await BytesAsync(tallies.Journal, Options);
        await using TallyJournal other = new();
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= (byte)(1 << (i % 7));
            JournalToolException error = await Should.ThrowAsync<JournalToolException>(() => ImportAsync(other, damaged), $"byte {i} of {Encoding.UTF8.GetString(file)}");
            error.Message.ShouldContain("Nothing was imported");
        }

        (await TallyJournal.ContentAsync(other.Journal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_that_were_taken_out_put_in_or_exchanged_are_refused()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        string[] lines = await LinesAsync(tallies.Journal);
        await using TallyJournal other = new();
        string[][] wrong =
        [
            [.. lines[..2], .. lines[3..]],
            [.. lines[..2], lines[1], .. lines[2..]],
            [lines[0], lines[2], lines[1], .. lines[3..]],
            [lines[0], .. lines[7..9], lines[1], .. lines[9..]],
            [.. lines[1..]],
            [lines[0], .. lines],
            [.. lines, lines[^1]],
            [.. lines[..^2], lines[^1]],
            [lines[0].Replace("\"sapphireJournal\":1", "\"sapphireJournal\":2", StringComparison.Ordinal), .. lines[1..]],
            ["{}"],
            ["some text"],
        ];
        foreach (string[] one in wrong)
        {
            (await Should.ThrowAsync<JournalToolException>(() => ImportAsync(other, Encoding.UTF8.GetBytes(string.Join('\n', one) + "\n")), string.Join('\n', one.Select(l => l[..Math.Min(60, l.Length)])))).Message.ShouldContain("Nothing was imported");
        }

        (await TallyJournal.ContentAsync(other.Journal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_of_no_known_form_is_refused_with_its_line()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.WriteAsync("tally-b", "tally.added.9", """{"secret":"words"}""");
        byte[] file = await BytesAsync(tallies.Journal, Options);
        await using TallyJournal other = new();
        JournalToolException error = await Should.ThrowAsync<JournalToolException>(() => ImportAsync(other, file));
        error.Message.ShouldContain("Line 10 of the file");
        error.Message.ShouldContain("'tally.added.9' is unknown");
        error.Message.ShouldNotContain("words");
        (await TallyJournal.ContentAsync(other.Journal)).ShouldBeEmpty();
    }

    private static async Task<TallyJournal> ManifoldAsync()
    {
        TallyJournal tallies = await TallyJournal.FilledAsync();
        await tallies.WriteAsync("tally-ß ☃ \" \\", "tally.added.2", """{ "amount" : 1 , "note":"spaces, and deep: \u0000\uD83C\uDF4F", "more":[[[[{}]]]] }""", "a tag", "ein Ö");
        await tallies.WriteAsync("tally-ß ☃ \" \\", "tally.added.2", "{\r\n\"amount\":2,\"note\":\"\"}\n");
        await tallies.WriteAsync("tally-ß ☃ \" \\", "tally.added.2", " {\"amount\":3,\"note\":\"\"}");
        return tallies;
    }

    private static Task<ImportReport> ImportAsync(TallyJournal into, byte[] file) => JournalImport.RunAsync(into.Journal, into.Catalog, new MemoryStream(file), new());

    private static async Task<byte[]> BytesAsync(IJournal journal, ExportOptions options)
    {
        using MemoryStream stream = new();
        await JournalExport.WriteAsync(journal, stream, options);
        return stream.ToArray();
    }

    private static async Task<string[]> LinesAsync(IJournal journal) => (await ExportAsync(journal, Options)).Lines;

    private static async Task<(ExportReport Report, string[] Lines)> ExportAsync(IJournal journal, ExportOptions options)
    {
        using MemoryStream stream = new();
        ExportReport report = await JournalExport.WriteAsync(journal, stream, options);
        string text = Encoding.UTF8.GetString(stream.ToArray());
        text.ShouldEndWith("}\n");
        return (report, text[..^1].Split('\n'));
    }

    /// <summary>Does something before the first bytes are written.</summary>
    private sealed class WatchedStream(Func<Task> action) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Length == 0)
            {
                await action();
            }

            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
