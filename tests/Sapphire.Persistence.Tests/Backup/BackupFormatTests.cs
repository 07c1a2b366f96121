using System.Runtime.CompilerServices;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Memory;

namespace Sapphire.Persistence.Tests.Backup;

/// <summary>Backups that were made once: whatever changes, they must be readable for ever. Add one for each new format and schema; change none.</summary>
public sealed class BackupFormatTests
{
    [Theory]
    [InlineData("format-1.tar.gz", 1, 2, 1, 33)]
    [InlineData("format-1-memory-2.tar.gz", 1, 2, 2, 33)]
    public async Task A_backup_of_every_format_is_read(string name, int format, int schema, int memorySchema, int events)
    {
        string archive = Path.Combine(Path.GetDirectoryName(Here())!, "Fixtures", name);
        using TemporaryFolder folder = new();
        File.Copy(archive, folder.File(name));
        BackupManifest manifest = BackupVerification.Verify(folder.File(name), BackupHome.Version);
        manifest.Format.ShouldBe(format);
        manifest.Files.Select(file => file.Path).ShouldBe(["home/data/journal.db", "home/data/memory.db", "home/prompts/keeper.txt", "home/sapphire.conf", "home/settings.json"]);
        manifest.Files[0].Database.ShouldBe(new(JournalSchema.ApplicationId, schema));
        manifest.Files[1].Database.ShouldBe(new(MemoryDatabase.ApplicationId, memorySchema));
        using BackupHome home = new();
        await home.RestoreAsync(folder.File(name));
        home.Read("prompts/keeper.txt").ShouldBe("Answer like a lighthouse keeper.\n");
        home.Scalar("SELECT count(*) FROM journal").ShouldBe(events);
        home.Scalar("PRAGMA user_version").ShouldBe(JournalSchema.Migrations.Length);
        using MemoryDatabase memory = MemoryDatabase.Open(home.Home.MemoryFile, TimeProvider.System);
        (await memory.SearchAsync(IMemoryDatabase.DefaultScope, "tea", 10)).ShouldHaveSingleItem().Text.ShouldContain("two minutes");
        (await memory.SearchAsync("work", "", 10)).Select(static row => row.Text).ShouldBe(memorySchema < 2 ? [] : ["The printer is on the second floor."]);
    }

    [Fact]
    public async Task What_is_written_today_is_pinned()
    {
        // When this fails the format or a schema has changed: keep the old fixture above, and add one that the present program made.
        BackupArchive.Format.ShouldBe(1);
        JournalSchema.Migrations.Length.ShouldBe(2);
        MemoryDatabase.SchemaVersion.ShouldBe(2);
        using BackupHome home = await BackupHome.CreateAsync(1);
        BackupManifest manifest = (await home.BackupAsync()).Manifest;
        BackupManifest pinned = BackupArchive.ReadManifest(Path.Combine(Path.GetDirectoryName(Here())!, "Fixtures", "format-1-memory-2.tar.gz"));
        manifest.Files.Where(file => file.Database is not null).Select(file => (file.Path, file.Database))
            .ShouldBe(pinned.Files.Where(file => file.Database is not null).Select(file => (file.Path, file.Database)));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
