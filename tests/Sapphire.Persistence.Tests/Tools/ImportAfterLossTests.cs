#pragma warning disable MA0048 // The event is of this test alone.
using System.Text.Json.Serialization;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Faults;
using Sapphire.Persistence.Tests.Journal;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

/// <summary>An id that is refused since its last events are missing, and an export that has them, or has not.</summary>
public sealed class ImportAfterLossTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replacing_brings_back_an_id_whose_events_are_missing(bool theExportHasThem)
    {
        await using KilledJournal killed = await KilledJournal.MakeAsync();
        string id = KilledJournal.Id(0), path = killed.Copy();
        File.Delete(path + "-wal");
        byte[] export = await ExportAsync(theExportHasThem ? killed.Copy() : path, id);
        long expected;
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            StorageException refused = await Should.ThrowAsync<StorageException>(journal.RaiseEpochAsync(id));
            refused.Message.ShouldContain("journal import FILE --replace");
            ImportReport report = await JournalImport.RunAsync(journal, new EventCatalog().Add("test.event.1", NotedJson.Default.Noted), new MemoryStream(export), new() { Mode = ImportMode.Replace });
            report.Ids.ShouldHaveSingleItem().Outcome.ShouldBe(theExportHasThem ? ImportOutcome.Continued : ImportOutcome.Unchanged);
            expected = await journal.HighestSequenceNrAsync(id);
            (expected == killed.Acknowledged(0)).ShouldBe(theExportHasThem);
        }

        // Also after a restart; the others are refused as before.
        await using SqliteJournal again = SqliteJournal.Open(new(path));
        (await again.HighestSequenceNrAsync(id)).ShouldBe(expected);
        await again.WriteAsync(Entries.Write(id, await again.RaiseEpochAsync(id), expected + 1));
        await Should.ThrowAsync<StorageException>(again.RaiseEpochAsync(KilledJournal.Id(1)));
    }

    private static async Task<byte[]> ExportAsync(string path, string id)
    {
        await using SqliteJournal journal = SqliteJournal.Open(new(path));
        using MemoryStream stream = new();
        await JournalExport.WriteAsync(journal, stream, new("1.2.3", "SQLite", new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero)) { Ids = [id] });
        return stream.ToArray();
    }
}

internal sealed record Noted(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Noted))]
internal sealed partial class NotedJson : JsonSerializerContext;
