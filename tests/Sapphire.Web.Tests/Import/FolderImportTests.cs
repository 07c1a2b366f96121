using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Import;
using Sapphire.Actors.Maintenance;
using Sapphire.Actors.Memory;
using Sapphire.Actors.Models;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Tests.Import;

/// <summary>A folder of the former Sapphire is taken, once, and told of.</summary>
public sealed class FolderImportTests
{
    [Fact]
    public async Task Chats_come_with_their_words_thoughts_tools_and_times()
    {
        using OldHome old = OldHome.Full();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        report.Lines.Where(line => line.Part == FolderPart.Chats && line.Outcome == FolderOutcome.Taken).Select(line => line.Name)
            .ShouldBe(["Default (history/default.json)", "Trip To The Sea (history/trip_to_the_sea.json)"]);
        Line(report, FolderPart.Chats, "history/empty.json").ShouldBe((FolderOutcome.NotTaken, "It is empty."));

        ChatState chat = await home.ChatAsync("Default");
        chat.Branch.Length.ShouldBe(4);
        NewHome.Text(chat.Branch[0]).ShouldBe("What is the weather in Kiel?");
        chat.Branch[0].CreatedAt.ShouldBe(new DateTimeOffset(new DateTime(2026, 1, 10, 20, 15, 30, 123), TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 1, 10, 20, 15, 30))));
        chat.Branch[0].Source.ShouldBe("import");
        NewHome.Text(chat.Branch[1]).ShouldBe("""[I need a tool.]|Let me see.|get_weather({"city":"Kiel"})=8 degrees|It is 8 degrees.""");
        chat.Branch[1].Status.ShouldBe(MessageStatus.Completed);
        chat.Branch[1].Model.ShouldBe("claude-opus-4-5");
        chat.Branch[1].Usage!.OutputTokens.ShouldBe(10);
        NewHome.Text(chat.Branch[2]).ShouldStartWith("And what is this?");
        chat.Branch[3].Status.ShouldBe(MessageStatus.Cancelled, "nobody answered it");
        chat.Open.ShouldBeNull();
        chat.Waiting.ShouldBeEmpty();
        (await home.TitlesAsync()).ShouldBe(["Default", "Trip To The Sea"]);
    }

    [Fact]
    public async Task The_same_folder_twice_is_taken_once_and_never_changed()
    {
        using OldHome old = OldHome.Full();
        old.Chats("user/history/sapphire_history.db", ("night_talk", "{}", """[{"role":"user","content":"Are you there?","timestamp":"2026-01-28T01:00:00"},{"role":"assistant","content":"Yes.","timestamp":"2026-01-28T01:00:01"}]"""));
        IReadOnlyList<string> before = old.Contents();
        await using NewHome home = new();

        FolderReport dry = await home.ImportAsync(old, dryRun: true);
        dry.DryRun.ShouldBeTrue();
        dry.Count(FolderOutcome.Taken).ShouldBeGreaterThan(4);
        home.Journal.LastOrdering.ShouldBe(0);
        home.Settings.Current.Models.Providers.ShouldBeEmpty();
        home.Keys.Find("openai", "https://api.openai.com").ShouldBeNull();

        FolderReport first = await home.ImportAsync(old);
        first.Lines.ShouldBe(dry.Lines, "a dry run tells what will happen");
        long events = home.Journal.LastOrdering;
        AppSettings settings = home.Settings.Current;
        FolderReport second = await home.ImportAsync(Path.Combine(old.Root, "user"), old.Secrets);
        second.Count(FolderOutcome.Taken).ShouldBe(0, string.Join('\n', second.Lines.Where(line => line.Outcome == FolderOutcome.Taken)));
        second.Count(FolderOutcome.Here).ShouldBe(first.Count(FolderOutcome.Taken) + first.Count(FolderOutcome.Here));
        home.Journal.LastOrdering.ShouldBe(events);
        home.Settings.Current.ShouldBe(settings);
        old.Contents().ShouldBe(before);
        Directory.EnumerateFileSystemEntries(home.Root, "import-*").ShouldBeEmpty();
        (await home.TitlesAsync()).ShouldBe(["Default", "Night Talk", "Trip To The Sea"]);
    }

    [Fact]
    public async Task A_chat_that_went_on_in_the_old_program_goes_on_here_and_one_that_went_on_here_stays()
    {
        const string Begin = """{"role":"user","content":"One?","timestamp":"2026-01-01T10:00:00"},{"role":"assistant","content":"Two.","timestamp":"2026-01-01T10:00:01"}""";
        const string More = """,{"role":"user","content":"Three?","timestamp":"2026-01-02T10:00:00"},{"role":"assistant","content":"Four.","timestamp":"2026-01-02T10:00:01"}""";
        using OldHome old = new();
        await using NewHome home = new();
        old.Write("user/history/counting.json", $"[{Begin}]");
        old.Write("user/history/here.json", "{\"messages\":[" + Begin + "],\"settings\":{}}");
        await home.ImportAsync(old);
        ChatId here = await IdAsync(home, "Here");
        await AppendAsync(home, here, new ChatRenamed(new(Guid.NewGuid()), "Mine now", DateTimeOffset.UnixEpoch));

        old.Write("user/history/counting.json", $"[{Begin}{More}]");
        FolderReport report = await home.ImportAsync(old);
        Line(report, FolderPart.Chats, "Counting (history/counting.json)").Outcome.ShouldBe(FolderOutcome.Taken);
        (await home.ChatAsync("Counting")).Branch.Select(NewHome.Text).ShouldBe(["One?", "Two.", "Three?", "Four."]);
        Line(report, FolderPart.Chats, "Here (history/here.json)").Outcome.ShouldBe(FolderOutcome.Here);
        (await home.StateAsync(here)).Title.ShouldBe("Mine now");

        // Both went on: nobody can tell what comes after what.
        old.Write("user/history/here.json", $"[{Begin}{More}]");
        report = await home.ImportAsync(old);
        Line(report, FolderPart.Chats, "Here (history/here.json)").Detail.ShouldContain("left as it was");
        (await home.StateAsync(here)).Branch.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("", "no whole JSON")]
    [InlineData("{\"settings\":", "no whole JSON: line 1")]
    [InlineData("{\"messages\":5}", "no list of messages")]
    [InlineData("7", "no list of messages")]
    public async Task A_file_of_which_nothing_can_be_read_is_told_and_the_others_are_taken(string content, string why)
    {
        using OldHome old = new();
        await using NewHome home = new();
        old.Write("user/history/bad.json", content);
        old.Write("user/history/good.json", """[{"role":"user","content":"Good?"}]""");
        FolderReport report = await home.ImportAsync(old);
        (FolderOutcome outcome, string detail) = Line(report, FolderPart.Chats, "history/bad.json");
        outcome.ShouldBe(FolderOutcome.NotTaken);
        detail.ShouldContain(why);
        (await home.TitlesAsync()).ShouldBe(["Good"]);
    }

    [Fact]
    public async Task Of_a_file_that_ends_in_the_middle_the_whole_messages_are_taken()
    {
        using OldHome old = new();
        await using NewHome home = new();
        string whole = OldHome.DefaultChat;
        old.Write("user/history/cut.json", whole[..whole.IndexOf("It is 8 degrees", StringComparison.Ordinal)]);
        old.Write("user/history/odd.json", "\uFEFF" + """[{"role":"user","content":"Half \ud83d and \\ud83d whole \ud83c\udf4f","timestamp":"not a time"},{"content":"no role"},7,{"role":"assistant","content":null},{"role":"tool","content":"lost"},{"role":"system","content":"x"}]""");
        File.AppendAllBytes(old.At("user/history/latin.json"), [.. "[{\"role\":\"user\",\"content\":\"caf"u8, 0xe9, .. "\"}]"u8]);
        FolderReport report = await home.ImportAsync(old);
        Line(report, FolderPart.Chats, "Cut (history/cut.json)").Detail.ShouldContain("The file is damaged");
        (await home.ChatAsync("Cut")).Branch.Length.ShouldBe(2);
        (await home.ChatAsync("Odd")).Branch.Select(NewHome.Text).ShouldBe(["Half \ufffd and \\ud83d whole 🍏", "unknown({})=lost"]);
        Line(report, FolderPart.Chats, "Odd (history/odd.json)").Detail.ShouldSatisfyAllConditions(d => d.ShouldContain("2 of its 6 messages have no role"), d => d.ShouldContain("'system'"));
        (await home.ChatAsync("Latin")).Branch.Select(NewHome.Text).First().ShouldBe("caf\ufffd");
    }

    [Fact]
    public async Task A_damaged_database_is_told_and_a_file_whose_chat_is_in_the_database_is_not_taken_twice()
    {
        using OldHome old = new();
        await using NewHome home = new();
        old.Write("user/history/torn.db", "SQLite format 3\0 and nothing more");
        old.Write("user/history/talk.json", """[{"role":"user","content":"One?","timestamp":"2026-01-01T10:00:00"}]""");
        old.Write("user/history/other.json", """[{"role":"user","content":"Only in the file?","timestamp":"2026-01-01T10:00:00"}]""");
        old.Chats(
            "user/history/chats.db",
            ("talk", "{\"voice\":", """[{"role":"user","content":"One?","timestamp":"2026-01-01T10:00:00"},{"role":"assistant","content":"Two."}]"""),
            ("other", "{}", """[{"role":"user","content":"Only in the database?","timestamp":"2026-01-01T10:00:00"}]"""),
            ("broken", "{}", "{"));
        FolderReport report = await home.ImportAsync(old);
        Line(report, FolderPart.Chats, "history/torn.db").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Chats, "history/talk.json").Outcome.ShouldBe(FolderOutcome.Here);
        Line(report, FolderPart.Chats, "history/chats.db, chat 'broken'").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Chats, "Talk (history/chats.db, chat 'talk')").Detail.ShouldContain("settings are damaged");
        (await home.TitlesAsync()).ShouldBe(["Other", "Other From File", "Talk"]);
    }

    [Fact]
    public async Task Providers_and_their_keys_come_from_all_old_places()
    {
        using OldHome old = OldHome.Full();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        home.Settings.Current.Models.Providers.Select(p => (p.Id, p.Url, p.Model, p.Enabled)).ShouldBe(
        [
            ("claude", ProviderUrlOf("https://api.anthropic.com"), "claude-haiku-4-5", true),
            ("lmstudio", "http://127.0.0.1:4321/v1", "", true),
            ("openai", "https://api.openai.com/v1", "gpt-4o", false),
        ]);
        home.Keys.Find("claude", "https://api.anthropic.com").ShouldBe("sk-ant-1");
        home.Keys.Find("openai", "https://api.openai.com").ShouldBe("sk-open-1");
        Line(report, FolderPart.Models, "Fireworks (fireworks)").Outcome.ShouldBe(FolderOutcome.NotTaken);
        string all = string.Join('\n', report.Lines);
        all.ShouldNotContain("sk-ant-1");
        all.ShouldNotContain("sk-open-1");
        all.ShouldNotContain("tar\"");
    }

    [Fact]
    public async Task Keys_are_found_in_the_settings_and_the_oldest_files_and_encrypted_ones_are_told()
    {
        using OldHome old = new();
        await using NewHome home = new();
        old.Write("user/settings.json", """
            { "LLM_PROVIDERS": { "other": { "provider": "openai", "base_url": "https://models.example/v1", "model": "m", "enabled": true, "api_key": "root-key" },
                                 "openai": { "enabled": true, "api_key": "older-key" } },
              "llm": { "LLM_PROVIDERS": { "other": { "base_url": "https://models.example/v1", "model": "m", "enabled": true, "api_key": "" } } } }
            """);
        old.Write("config/sapphire/claude_api_key", "sk-ant-old\n");
        old.Write("config/sapphire/credentials.json", """{"llm":{"openai":{"api_key":"newer-key"},"fireworks":{"api_key":"gAAAAABl-secret"},"grok":{"api_key":"of-nobody"}},"telegram":{"token":"x"}}""");
        old.Write("config/sapphire/secret_key", "no hash");
        FolderReport report = await home.ImportAsync(old);
        home.Keys.Find("other", "https://models.example").ShouldBe("root-key");
        home.Keys.Find("openai", "https://api.openai.com").ShouldBe("newer-key");
        home.Keys.Find("claude", "https://api.anthropic.com").ShouldBe("sk-ant-old");
        Line(report, FolderPart.Credentials, "settings.json: openai").Detail.ShouldContain("newer place");
        Line(report, FolderPart.Credentials, "credentials.json: fireworks").Detail.ShouldContain("encrypted");
        Line(report, FolderPart.Credentials, "credentials.json: grok").Detail.ShouldContain("no provider of this name");
        Line(report, FolderPart.Credentials, "credentials.json: telegram").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Credentials, "secret_key").Outcome.ShouldBe(FolderOutcome.NotTaken);
        string.Join('\n', report.Lines).ShouldNotContain("-key\"");
    }

    [Fact]
    public async Task A_key_is_never_lent_to_another_server_that_has_the_providers_name_here()
    {
        using OldHome old = OldHome.Full();
        await using NewHome home = new();
        home.Settings.Update(s => s with { Models = s.Models with { Providers = [new("openai", "Mine", "http://10.0.0.9:8000/v1", "m", true)] } });
        FolderReport report = await home.ImportAsync(old);
        Line(report, FolderPart.Models, "OpenAI (openai)").Outcome.ShouldBe(FolderOutcome.Here);
        Line(report, FolderPart.Credentials, "credentials.json: openai").ShouldSatisfyAllConditions(l => l.Outcome.ShouldBe(FolderOutcome.NotTaken), l => l.Detail.ShouldContain("must not get the key"));
        home.Keys.Find("openai", "http://10.0.0.9:8000").ShouldBeNull();
    }

    [Fact]
    public async Task The_password_is_taken_where_there_is_none_yet()
    {
        const string Password = "old and long";
        string hash = await Sapphire.Web.Security.PasswordHashing.Default.HashAsync(Password, TestContext.Current.CancellationToken);
        using OldHome old = new();
        await using NewHome home = new();
        old.Write("user/settings.json", "{}");
        old.Write("config/sapphire/secret_key", hash + "\n");
        Sapphire.Web.Security.PasswordStore passwords = home.Get<Sapphire.Web.Security.PasswordStore>();
        Line(await home.ImportAsync(old, dryRun: true), FolderPart.Credentials, "secret_key").Outcome.ShouldBe(FolderOutcome.Taken);
        passwords.IsSet.ShouldBeFalse();
        await home.ImportAsync(old);
        (await passwords.VerifyAsync(Password, TestContext.Current.CancellationToken)).ShouldBeTrue("the hash is of this one");
        old.Write("config/sapphire/secret_key", await Sapphire.Web.Security.PasswordHashing.Default.HashAsync("another one", TestContext.Current.CancellationToken));
        Line(await home.ImportAsync(old), FolderPart.Credentials, "secret_key").Outcome.ShouldBe(FolderOutcome.Here);
        (await passwords.VerifyAsync(Password, TestContext.Current.CancellationToken)).ShouldBeTrue("a password that is set stays");
    }

    [Fact]
    public async Task What_nothing_here_can_take_is_named_with_the_reason()
    {
        using OldHome old = OldHome.Full();
        old.Write("user/functions/mine.py", "TOOLS = []");
        old.Write("user/strange.bin", "?");
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        Line(report, FolderPart.Other, "functions/").Detail.ShouldContain("Python");
        Line(report, FolderPart.Other, "notepad/").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Other, "logs/").Outcome.ShouldBe(FolderOutcome.NotTaken);
        Line(report, FolderPart.Other, "strange.bin").Detail.ShouldContain("Nothing here knows");
        report.Lines.Where(line => line.Outcome == FolderOutcome.NotTaken).ShouldAllBe(line => line.Detail.Length > 0);
    }

    [Fact]
    public async Task Settings_prompts_spices_memories_and_what_a_chat_is_set_to_are_taken()
    {
        using OldHome old = OldHome.Full();
        await using NewHome home = new();
        FolderReport report = await home.ImportAsync(old);
        home.Settings.Current.Get(IdentitySettings.UserName).ShouldBe("Ann");
        home.Settings.Current.Get(IdentitySettings.AssistantName).ShouldBe("Boxb", "braces mean a place to fill in");
        home.Settings.Current.Get(ConversationSettings.ContextLimit).ShouldBe(16000);
        Line(report, FolderPart.Settings, "SOMETHING_OF_MINE").Outcome.ShouldBe(FolderOutcome.NotTaken);
        PromptSet prompts = home.Get<PromptLibrary>().Current;
        prompts.Find("Old friend")!.Text.ShouldBe("You are {ai_name}, an old friend of {user_name}.");
        prompts.Find("Alone")!.Text.ShouldBe("You are alone.");
        prompts.Find("Seaman")!.Pieces![PieceKind.Persona].ShouldHaveSingleItem().ShouldStartWith("sailor");
        prompts.Spices["sea"].ShouldBe(new SpiceCategory(["Mention the tide.", "Mention a gull."], Enabled: false));
        ChatState chat = await home.ChatAsync("Default");
        chat.Settings.ShouldSatisfyAllConditions(
            s => s.Prompt.ShouldBe("Seaman"),
            s => s.Provider.ShouldBe("claude"),
            s => s.Model.ShouldBe("claude-opus-4-5"),
            s => s.Speed.ShouldBe(1.3),
            s => s.CustomContext.ShouldBe("It rains."));
        chat.Settings.MemoryScope.ShouldBe("sea");
    }

    [Fact]
    public async Task Memories_of_every_scope_are_taken_into_it_once()
    {
        using OldHome old = new();
        await using NewHome home = new();
        old.Memories(
            "user/memory.db",
            ("My boat is called Wave.", "2026-01-03 10:00:00", 9, "default"),
            ("I like tea.", "2026-01-04 11:30:00", 5, "sea"),
            ("My boat is called Wave.", "2026-01-05 11:30:00", 5, "sea"),
            ("The door is blue.", "2026-01-06 11:30:00", 5, "Sea side"),
            ("Nobody sees this.", "2026-01-07 11:30:00", 5, "none"));
        old.Scopes("user/memory.db", "default", "sea", "empty");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        IMemoryStore memory = home.Get<IMemoryStore>();

        FolderReport dry = await home.ImportAsync(old, dryRun: true);
        (await memory.ScopesAsync(cancel)).ShouldBe([new MemoryScope("default", 0)]);
        FolderReport report = await home.ImportAsync(old);
        FolderReport again = await home.ImportAsync(old);

        dry.Lines.ShouldBe(report.Lines);
        (await memory.ScopesAsync(cancel)).ShouldBe([new MemoryScope("default", 1), new MemoryScope("empty", 0), new MemoryScope("sea", 2)]);
        (await memory.In("default").SearchAsync("", 9, cancel)).Select(static one => one.Text).ShouldBe(["My boat is called Wave."]);
        (await memory.In("sea").SearchAsync("tea", 9, cancel)).Select(static one => one.Text).ShouldBe(["I like tea."]);
        Line(report, FolderPart.Memories, "memory.db").Outcome.ShouldBe(FolderOutcome.Taken);
        Line(report, FolderPart.Memories, "memory.db, scope 'sea'").Detail.ShouldStartWith("2 memories.");
        Line(report, FolderPart.Memories, "memory.db, scope 'empty'").Detail.ShouldBe("A scope without memories.");
        Line(report, FolderPart.Memories, "memory.db, scope 'Sea side'").ShouldSatisfyAllConditions(
            static line => line.Outcome.ShouldBe(FolderOutcome.NotTaken),
            static line => line.Detail.ShouldContain("1 to 32 lower-case letters"));
        Line(report, FolderPart.Memories, "memory.db, scope 'none'").Outcome.ShouldBe(FolderOutcome.NotTaken);
        again.Count(FolderOutcome.Taken).ShouldBe(0);
        Line(again, FolderPart.Memories, "memory.db, scope 'sea'").Outcome.ShouldBe(FolderOutcome.Here);
    }

    [Fact]
    public async Task A_prompt_whose_name_is_taken_here_comes_beside_the_other_one()
    {
        using OldHome old = new();
        await using NewHome home = new();
        old.Write("user/prompts/prompt_monoliths.json", "{\"sapphire\":\"My own words.\"}");
        Prompt before = home.Get<PromptLibrary>().Current.Find("sapphire")!;
        await home.ImportAsync(old);
        FolderReport again = await home.ImportAsync(old);
        home.Get<PromptLibrary>().Current.Find("sapphire").ShouldBe(before);
        home.Get<PromptLibrary>().Current.Find("sapphire (imported)")!.Text.ShouldBe("My own words.");
        again.Count(FolderOutcome.Taken).ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_that_is_none_is_refused_with_what_to_do()
    {
        using OldHome old = new();
        await using NewHome home = new();
        (await Should.ThrowAsync<JournalToolException>(() => home.ImportAsync(old.At("nowhere"), null))).Message.ShouldContain("There is no folder");
        (await Should.ThrowAsync<JournalToolException>(() => home.ImportAsync(old.At("config"), null))).Message.ShouldContain("Name its folder 'user'");
        old.Write("file", "x");
        (await Should.ThrowAsync<JournalToolException>(() => home.ImportAsync(old.At("file"), null))).Message.ShouldContain("is a file");
    }

    private static string ProviderUrlOf(string url) => ProviderUrl.TryNormalize(url, out Uri? normal, out _) ? ProviderUrl.Text(normal) : "";

    private static (FolderOutcome Outcome, string Detail) Line(FolderReport report, FolderPart part, string name)
    {
        FolderLine line = report.Lines.Where(line => line.Part == part && line.Name == name).ToArray().ShouldHaveSingleItem(string.Join('\n', report.Lines));
        return (line.Outcome, line.Detail);
    }

    private static async Task<ChatId> IdAsync(NewHome home, string title) =>
        (await ChatTitles.FindAsync((IJournalInspection)home.Journal, home.Catalog, title, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Id;

    private static async Task AppendAsync(NewHome home, ChatId chat, ChatEvent happened)
    {
        string id = ChatIds.Of(chat);
        SerializedEvent stored = home.Catalog.Serialize(happened);
        long next = await home.Journal.HighestSequenceNrAsync(id, TestContext.Current.CancellationToken) + 1;
        await home.Journal.WriteAsync(new(id, await home.Journal.RaiseEpochAsync(id), [new(next, stored.Manifest, stored.Payload, happened.At)]));
    }
}
