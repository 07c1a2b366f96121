using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Maintenance;
using Sapphire.Actors.Tests.Chat;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.TestKit;
using Sapphire.Persistence.Tools;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Actors.Tests.Maintenance;

public sealed partial class ChatTravelTests
{
    private static readonly EventCatalog Catalog = ChatEventCatalog.Create();

    // Branches, corrections, retries, deletions, tools of any order; and text of every kind.
    [Fact]
    public async Task Any_chat_goes_from_SQLite_to_PostgreSQL_and_back_as_it_was()
    {
        using TempFolder folder = new();
        await using PostgresJournal postgres = PostgresJournal.Open(new(await (await PostgresServer.SharedAsync()).NewDatabaseAsync()));
        await using SqliteJournal here = SqliteJournal.Open(new(Path.Combine(folder.Path, "here.db")));
        await using SqliteJournal back = SqliteJournal.Open(new(Path.Combine(folder.Path, "back.db")));
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Pick)[]>(), ArbMap.Default.ArbFor<string>(), async (steps, text) =>
        {
            ChatBuilder chat = ChatStatePropertyTests.Run(steps);
            chat.Rename($"名前 🍏 {text}");
            chat.Say($"{text} \u2028 \"\\ 🍏");
            string id = ChatIds.Of(new ChatId(Guid.NewGuid()));
            await StoreAsync(here, id, chat, steps.Length % 7 + 1);
            await MoveAsync(here, postgres, id);
            await MoveAsync(postgres, back, id);
            (await RowsAsync(back, id)).ShouldBe(await RowsAsync(here, id));
            (await RowsAsync(postgres, id)).ShouldBe(await RowsAsync(here, id));
            (await StateAsync(back, id)).ShouldBe(Json(chat.State), "the same tree, branches, turns and accepted commands");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(60));
        foreach ((IJournal journal, IJournalInspection inspection) in ((IJournal, IJournalInspection)[])[(postgres, postgres), (back, back)])
        {
            (await new JournalVerifier(journal, inspection, Catalog, AssistantMaintenance.States).VerifyAllAsync([])).Problems.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_copys_id_is_the_same_for_the_same_file_and_another_for_another()
    {
        string id = ChatIds.Of(new ChatId(Guid.NewGuid()));
        string copy = ChatCopies.IdOf(id, "aa").ShouldNotBeNull();
        ChatIds.TryParse(copy, out ChatId chat).ShouldBeTrue();
        chat.Value.Version.ShouldBe(8);
        ChatCopies.IdOf(id, "aa").ShouldBe(copy);
        ChatCopies.IdOf(id, "ab").ShouldNotBe(copy);
        ChatCopies.IdOf(ChatIds.Of(new ChatId(Guid.NewGuid())), "aa").ShouldNotBe(copy);
        copy.ShouldNotBe(id);
        ChatCopies.IdOf("schedule", "aa").ShouldBeNull();
    }

    // A new kind of event that is not copied fails here: each has a golden file.
    [Fact]
    public void No_id_of_an_original_is_left_in_its_copy()
    {
        string copy = ChatIds.Of(new ChatId(Guid.NewGuid()));
        string folder = GoldenFiles.FolderBeside("../Chat/golden");
        string[] manifests = [.. Catalog.WrittenManifests.Where(manifest => !manifest.StartsWith("chat.snapshot.", StringComparison.Ordinal))];
        manifests.Length.ShouldBeGreaterThan(14);
        foreach (string manifest in manifests)
        {
            object happened = Catalog.Deserialize(manifest, File.ReadAllBytes(Path.Combine(folder, manifest + ".json")));
            string original = Text(happened);
            string copied = Text(ChatCopies.Copy(copy, happened));
            copied.Length.ShouldBe(original.Length, manifest);
            string[] ids = [.. Ids().Matches(original).Select(match => match.Value)];
            ids.ShouldNotBeEmpty(manifest);
            foreach (string id in ids.Where(id => !original.Contains($"\"roomId\":\"{id}\"", StringComparison.Ordinal)))
            {
                copied.ShouldNotContain(id, Case.Sensitive, manifest);
            }
        }
    }

    [Fact]
    public async Task A_copy_has_the_same_tree_under_other_ids()
    {
        using TempFolder folder = new();
        await using SqliteJournal journal = SqliteJournal.Open(new(folder.File("journal.db")));
        ChatBuilder chat = ChatStatePropertyTests.Run([(0, 1), (7, 1), (8, 0), (12, 0), (7, 2), (8, 0), (0, 3), (10, 0), (4, 0)]);
        string id = ChatIds.Of(new ChatId(Guid.NewGuid()));
        await StoreAsync(journal, id, chat, 3);
        using MemoryStream file = new();
        await JournalExport.WriteAsync(journal, file, new("1", "test", DateTimeOffset.UnixEpoch));
        ImportOptions options = new() { Mode = ImportMode.AsNew, NewId = ChatCopies.IdOf, NewEvent = ChatCopies.Copy };
        string copy = (await JournalImport.RunAsync(journal, Catalog, file, options)).Ids.ShouldHaveSingleItem().Target;
        (await JournalImport.RunAsync(journal, Catalog, file, options)).Ids.ShouldHaveSingleItem().Outcome.ShouldBe(ImportOutcome.Unchanged);
        string one = await StateAsync(journal, id), other = await StateAsync(journal, copy);
        Ids().Matches(one).Select(match => match.Value).Intersect(Ids().Matches(other).Select(match => match.Value)).ShouldBeEmpty();
        (await new JournalVerifier(journal, journal, Catalog, AssistantMaintenance.States).VerifyAllAsync([])).ShouldSatisfyAllConditions(r => r.Problems.ShouldBeEmpty(), r => r.Ids.ShouldBe(2));
    }

    private static async Task StoreAsync(SqliteJournal journal, string id, ChatBuilder chat, int batch)
    {
        long epoch = await journal.RaiseEpochAsync(id);
        long nr = 0;
        foreach (ChatEvent[] some in chat.Events.Chunk(batch))
        {
            await journal.WriteAsync(new(id, epoch, [.. some.Select(happened =>
            {
                SerializedEvent e = Catalog.Serialize(happened);
                return new JournalEntry(++nr, e.Manifest, e.Payload, happened.At) { Tags = nr % 3 == 0 ? ["chat", "ö"] : [] };
            })]));
        }
    }

    private static async Task MoveAsync(IJournal from, IJournal to, string id)
    {
        using MemoryStream file = new();
        await JournalExport.WriteAsync(from, file, new("1", "test", DateTimeOffset.UnixEpoch) { Ids = [id] });
        ImportReport report = await JournalImport.RunAsync(to, Catalog, file, new());
        report.Ids.ShouldHaveSingleItem().Outcome.ShouldBe(ImportOutcome.Imported);
    }

    private static async Task<List<string>> RowsAsync(IJournal journal, string id)
    {
        List<string> rows = [];
        await foreach (JournalRow row in journal.ReplayAsync(id))
        {
            rows.Add($"{row.SequenceNr} {row.Manifest} {row.Timestamp:O} [{string.Join(',', row.Tags)}] {Convert.ToHexString(row.Payload)}");
        }

        return rows;
    }

    private static async Task<string> StateAsync(IJournal journal, string id)
    {
        ChatState state = ChatState.None;
        await foreach (JournalRow row in journal.ReplayAsync(id))
        {
            state = state.Apply((ChatEvent)Catalog.Deserialize(row.Manifest, row.Payload));
        }

        return Json(state);
    }

    private static string Text(object happened) => System.Text.Encoding.UTF8.GetString(Catalog.Serialize(happened).Payload);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Ids();

    private static string Json(ChatState state) => System.Text.Encoding.UTF8.GetString(Catalog.Serialize(ChatStateSnapshot.From(state)).Payload);
}
