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
using Sapphire.Persistence.Tools;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Actors.Tests.Maintenance;

public sealed class ChatTravelTests
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
        string copy = ChatIds.OfCopy(id, "aa").ShouldNotBeNull();
        ChatIds.TryParse(copy, out ChatId chat).ShouldBeTrue();
        chat.Value.Version.ShouldBe(8);
        ChatIds.OfCopy(id, "aa").ShouldBe(copy);
        ChatIds.OfCopy(id, "ab").ShouldNotBe(copy);
        ChatIds.OfCopy(ChatIds.Of(new ChatId(Guid.NewGuid())), "aa").ShouldNotBe(copy);
        copy.ShouldNotBe(id);
        ChatIds.OfCopy("schedule", "aa").ShouldBeNull();
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

    private static string Json(ChatState state) => System.Text.Encoding.UTF8.GetString(Catalog.Serialize(ChatStateSnapshot.From(state)).Payload);
}
