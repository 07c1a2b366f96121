using System.Globalization;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Search;
using Sapphire.Actors.Usage;
using Sapphire.Persistence.InMemory;
using Sapphire.Persistence.Projections;

namespace Sapphire.Actors.Tests.Search;

/// <summary>The list, the search and the usage, wherever their tables are. Derive it, and give a store.</summary>
public abstract class ViewsSpec : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 22, 0, 0, TimeSpan.Zero);
    private readonly InMemoryJournal _journal = new();
    private ReadModels _views = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => _views = new(await OpenStoreAsync(), _journal, ChatEventCatalog.Create());

    public virtual async ValueTask DisposeAsync()
    {
        await _views.DisposeAsync();
        await _journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens an empty store.</summary>
    protected abstract Task<IProjectionStore> OpenStoreAsync();

    [Theory]
    [InlineData("water", true)]
    [InlineData("WATER boil", true)]
    [InlineData("boils water", true)]
    [InlineData("boil water", false)]
    [InlineData("wat", true)]
    [InlineData("wat ", false)]
    [InlineData("wat boils", false)]
    [InlineData("\"water boils\"", true)]
    [InlineData("\"boils water\"", false)]
    [InlineData("“water boils” 100", true)]
    [InlineData("\"water bo", true)]
    [InlineData("creme brulee", true)]
    [InlineData("Crème BRÛLÉE", true)]
    [InlineData("strasse", true)]
    [InlineData("STRAẞE", true)]
    [InlineData("привет", true)]
    [InlineData("东京", true)]
    [InlineData("京东", false)]
    [InlineData("हिन्दी", true)]
    [InlineData("हदी", false)]
    [InlineData("🎉", true)]
    [InlineData("node.js", true)]
    [InlineData("js.node", false)]
    [InlineData("don't", true)]
    [InlineData("nothing like it", false)]
    public async Task Ordinary_queries_find_what_people_expect(string query, bool found)
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("Kitchen");
        await chat.SayAsync("When do crème brûlée and the Straße meet? ПРИВЕТ, 我去东京旅行 हिन्दी 🎉", "Don't know, but water boils at 100 °C with node.js.");
        SearchResults results = await SearchAsync(query);
        results.Hits.Count.ShouldBe(found ? 1 : 0, query);
    }

    [Fact]
    public async Task A_hit_names_its_message_and_marks_what_was_found_in_plain_text()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync();
        Said said = await chat.SayAsync("Tell me <b>about</b> Crème brûlée", "It is burnt cream.");
        SearchHit hit = (await SearchAsync("creme")).Hits.Where(one => one.MessageId is not null).ShouldHaveSingleItem();
        hit.ChatId.ShouldBe(chat.Chat);
        hit.MessageId.ShouldBe(said.Message);
        hit.Role.ShouldBe(MessageRole.User);
        hit.Title.ShouldBe("Tell me <b>about</b> Crème brûlée");
        hit.Snippet.ShouldBe([new("Tell me <b>about</b> ", false), new("Crème", true), new(" brûlée", false)]);
        SearchHit reply = (await SearchAsync("burnt")).Hits.ShouldHaveSingleItem();
        reply.MessageId.ShouldBe(said.Reply);
        reply.Role.ShouldBe(MessageRole.Assistant);
    }

    [Fact]
    public async Task A_snippet_shows_no_marks_of_Markdown()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        await chat.SayAsync("how?", "## Tea\n**Boil** the water.");
        (await SearchAsync("boil")).Hits.ShouldHaveSingleItem().Snippet.ShouldBe([new(" Tea ", false), new("Boil", true), new(" the water.", false)]);
    }

    [Fact]
    public async Task Titles_are_found_and_come_first()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("Holiday plans");
        await chat.SayAsync("holiday", "yes");
        SearchResults results = await SearchAsync("holid");
        results.Hits.Select(hit => hit.MessageId is null).ShouldBe([true, false]);
        results.Hits[0].Snippet.ShouldBe([new("Holiday", true), new(" plans", false)]);
        await chat.RenameAsync("Work");
        (await SearchAsync("plans")).Hits.ShouldBeEmpty();
        (await SearchAsync("work")).Hits.ShouldHaveSingleItem().Title.ShouldBe("Work");
    }

    [Fact]
    public async Task A_deleted_chat_is_not_found_and_an_undo_brings_it_back()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("Secret garden");
        await chat.SayAsync("roses", "and tulips");
        await chat.DeleteAsync();
        foreach (string query in (string[])["garden", "roses", "tulips"])
        {
            (await SearchAsync(query)).Hits.ShouldBeEmpty(query);
        }

        await chat.RestoreAsync();
        foreach (string query in (string[])["garden", "roses", "tulips"])
        {
            (await SearchAsync(query)).Hits.ShouldHaveSingleItem(query);
        }
    }

    [Fact]
    public async Task Replies_are_found_when_they_have_ended_and_thoughts_never()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        Said said = await chat.SayAsync("question", answer: null);
        await chat.AnswerAsync(said.Turn, "ponder", reasoning: true);
        await chat.AnswerAsync(said.Turn, "The ele");
        await chat.AnswerAsync(said.Turn, "phant walks");
        (await SearchAsync("elephant")).Hits.ShouldBeEmpty();
        await chat.StoreAsync(new TurnFailed(said.Turn, "Cut", "", CanRetry: true, null, chat.Now));
        (await SearchAsync("elephant")).Hits.ShouldHaveSingleItem();
        (await SearchAsync("ponder")).Hits.ShouldBeEmpty();

        TurnId next = TurnId.New(TimeProvider.System);
        await chat.StoreAsync(new TurnRequested(ChatWriter.NewCommand(), next, said.Reply, said.Message, Continues: true, chat.Now));
        await chat.AnswerAsync(next, " to the river");
        await chat.CompleteAsync(next);
        SearchHit hit = (await SearchAsync("\"elephant walks to the river\"")).Hits.ShouldHaveSingleItem();
        hit.MessageId.ShouldBe(said.Reply);
        (await SearchAsync("elephant")).Hits.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task All_branches_are_searched()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        await chat.SayAsync("first wording", "one");
        await chat.SayAsync("second wording", "two");
        (await SearchAsync("wording")).Hits.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Removed_messages_are_not_found_and_an_undo_brings_them_back()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        Said said = await chat.SayAsync("roses", "tulips");
        MessageId edited = MessageId.New(TimeProvider.System);
        await chat.StoreAsync(new ReplyEdited(ChatWriter.NewCommand(), said.Reply, edited, "orchids", chat.Now));
        await FindAsync(("roses", 1), ("tulips", 1), ("orchids", 1));
        ChatChange one = new("delete 1 message") { Removed = [edited] };
        ChatChange all = new("delete 3 messages") { Removed = [said.Message] };
        await chat.StoreAsync(new MessagesRemoved(ChatWriter.NewCommand(), [edited], 1, said.Reply, chat.Now));
        await FindAsync(("roses", 1), ("tulips", 1), ("orchids", 0));
        await chat.StoreAsync(new MessagesRemoved(ChatWriter.NewCommand(), [said.Message], 2, null, chat.Now));
        await FindAsync(("roses", 0), ("tulips", 0), ("orchids", 0));
        await chat.StoreAsync(new Undone(ChatWriter.NewCommand(), all, chat.Now));
        await FindAsync(("roses", 1), ("tulips", 1), ("orchids", 0));
        await chat.StoreAsync(new Undone(ChatWriter.NewCommand(), one, chat.Now));
        await FindAsync(("orchids", 1));
        await chat.StoreAsync(new Redone(ChatWriter.NewCommand(), all, chat.Now));
        await FindAsync(("roses", 0), ("tulips", 0), ("orchids", 0));

        async Task FindAsync(params (string Word, int Hits)[] words)
        {
            foreach ((string word, int hits) in words)
            {
                (await SearchAsync(word)).Hits.Count.ShouldBe(hits, word);
            }
        }
    }

    [Fact]
    public async Task Imported_messages_and_machine_made_titles_are_found()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync();
        MessageId question = MessageId.New(TimeProvider.System), answer = MessageId.New(TimeProvider.System);
        await chat.StoreAsync(new MessagesImported(
            ChatWriter.NewCommand(),
            [
                new(question, null, MessageRole.User, [new TextPart("where do pelicans live")], MessageStatus.Completed, chat.Now),
                new(answer, question, MessageRole.Assistant, [new ReasoningPart("hm"), new TextPart("At the lagoon")], MessageStatus.Completed, chat.Now),
            ],
            answer,
            chat.Now));
        (await SearchAsync("lagoon")).Hits.ShouldHaveSingleItem().MessageId.ShouldBe(answer);
        (await SearchAsync("pelicans")).Hits.Count.ShouldBe(2, "the title and the message");
        await chat.StoreAsync(new ChatTitled(ChatWriter.NewCommand(), "Big birds", chat.Now));
        (await SearchAsync("birds")).Hits.ShouldHaveSingleItem().Title.ShouldBe("Big birds");
        (await SearchAsync("hm")).Hits.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_best_come_first_and_the_newest_among_equals()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        string filler = string.Join(' ', Enumerable.Repeat("something else entirely", 40));
        Said dense = await chat.SayAsync("tea tea tea");
        Said older = await chat.SayAsync("a cup of tea");
        Said sparse = await chat.SayAsync($"{filler} tea {filler}");
        Said newer = await chat.SayAsync("a pot of tea");
        (await SearchAsync("tea ")).Hits.Select(hit => hit.MessageId).ShouldBe([dense.Message, newer.Message, older.Message, sparse.Message]);
        (await SearchAsync("tea", limit: 20)).Hits.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_while_more_is_said()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        List<MessageId> said = [];
        for (int i = 0; i < 25; i++)
        {
            said.Add((await chat.SayAsync("a word")).Message);
        }

        List<MessageId> found = [];
        string? after = null;
        do
        {
            SearchResults page = await SearchAsync("word", after, 10);
            page.Hits.Count.ShouldBeLessThanOrEqualTo(10);
            found.AddRange(page.Hits.Select(hit => hit.MessageId!.Value));
            after = page.Next;
            await chat.SayAsync("a word");
        }
        while (after is not null);

        said.Reverse();
        found.ShouldBe(said);
    }

    [Fact]
    public async Task Whatever_is_typed_is_no_error()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        await chat.SayAsync("something to find");
        Random random = new(7);
        string[] nasty = ["", " ", "\"", "\"\"", "*", "a*", "-a", "a OR b", "NOT", "NEAR(a b)", "a AND", "(", "col:x", "'; DROP TABLE messages; --", "%", "_", "\\", "\0", "\ud800", "a\u0301", ":*", "<->", "!x", "&|", "''", new('x', 2000), string.Join(' ', Enumerable.Repeat("a", 300))];
        string alphabet = "aé\"'*()-:&|!<>^~+ \\%_\t\n京🎉ß".Normalize();
        IEnumerable<string> made = Enumerable.Range(0, 200).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => alphabet[random.Next(alphabet.Length)])));
        foreach (string query in nasty.Concat(made))
        {
            await _views.Search.SearchAsync(query, "not.a.cursor", 5, Cancelled);
        }
    }

    [Fact]
    public async Task Very_long_messages_are_taken()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        await chat.SayAsync(string.Join(' ', Enumerable.Range(0, 120_000).Select(i => $"w{i.ToString(CultureInfo.InvariantCulture)}")), new string('y', 300_000) + "\0 end");
        (await SearchAsync("w17 w18")).Hits.ShouldHaveSingleItem();
        (await SearchAsync("end")).Hits.ShouldHaveSingleItem();
        _views.All.ShouldAllBe(view => !view.Status.Degraded);
    }

    [Fact]
    public async Task A_rebuild_gives_the_same_views()
    {
        List<ChatWriter> chats = [];
        for (int i = 0; i < 4; i++)
        {
            ChatWriter chat = new(_journal, Start.AddHours(i));
            await chat.CreateAsync(i % 2 == 0 ? $"Chat {i}" : null);
            await chat.SayAsync($"word number {i}", "some answer", "big", new(10, i));
            chats.Add(chat);
        }

        await chats[1].DeleteAsync();
        await chats[2].DeleteAsync();
        await chats[2].RestoreAsync();
        await chats[3].SayAsync("open", answer: null);
        string before = await DescribeAsync();
        foreach (Projection view in _views.All)
        {
            await view.RebuildAsync(cancellationToken: Cancelled);
        }

        (await DescribeAsync()).ShouldBe(before);
        before.ShouldContain("word number 3");
    }

    [Fact]
    public async Task Usage_counts_replies_tokens_and_time_by_local_day_and_model()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        await chat.SayAsync("one", "1", "big", new(100, 20) { CostUsd = 0.0012m, CachedTokens = 60, ReasoningTokens = 5 });
        await chat.SayAsync("two", "2", "big", new(50, null) { CostUsd = 0.000000004m });
        await chat.SayAsync("three", "3", "small");
        await chat.SayAsync("four", answer: null);
        ChatWriter later = new(_journal, Start.AddHours(3));
        await later.CreateAsync("y");
        await later.SayAsync("five", "5", "big", new(7, 8));
        await later.DeleteAsync();

        UsageReport utc = await UsageAsync(TimeZoneInfo.Utc);
        utc.Days.ShouldBe(
        [
            new(new(2026, 3, 2), "big", 1, 7, 8, 2),
            new(new(2026, 3, 1), "big", 2, 150, 20, 4) { CostUsd = 0.001200004m, CachedTokens = 60, ReasoningTokens = 5 },
            new(new(2026, 3, 1), "small", 1, 0, 0, 2),
        ]);
        UsageReport kolkata = await UsageAsync(TimeZoneInfo.CreateCustomTimeZone("india", TimeSpan.FromHours(5.5), "india", "india"));
        kolkata.Days.Select(line => (line.Day, line.Model, line.Turns)).ShouldBe([(new(2026, 3, 2), "big", 3), (new(2026, 3, 2), "small", 1)]);
        (await _views.Usage.ReadAsync(new(2026, 3, 3), new(2026, 3, 9), TimeZoneInfo.Utc, Cancelled)).Days.ShouldBeEmpty();
    }

    [Fact]
    public async Task Usage_that_cannot_be_stops_no_view()
    {
        ChatWriter chat = new(_journal, Start);
        await chat.CreateAsync("x");
        for (int i = 0; i < 3; i++)
        {
            await chat.SayAsync("one", "1", "big", new(long.MaxValue, -7) { CostUsd = decimal.MaxValue, CachedTokens = long.MaxValue });
        }

        await chat.SayAsync("two", "2", "small", new(1, 2));

        UsageReport usage = await UsageAsync(TimeZoneInfo.Utc);

        usage.Days.Select(static line => (line.Model, line.Turns, line.InputTokens)).ShouldBe([("big", 3, 3_000_000_000), ("small", 1, 1)]);
    }

    [Fact]
    public async Task A_wait_for_what_is_not_there_yet_does_not_hang()
    {
        ChatWriter chat = new(_journal, Start);
        long last = await chat.CreateAsync("x");
        await _views.Search.WaitForAsync(last, Cancelled);
        await _views.Search.WaitForAsync(last + 1000, Cancelled);
        await _views.Usage.WaitForAsync(null, Cancelled);
    }

    private async Task<SearchResults> SearchAsync(string query, string? after = null, int limit = 20)
    {
        await _views.Search.WaitForAsync(null, Cancelled);
        return await _views.Search.SearchAsync(query, after, limit, Cancelled);
    }

    private async Task<UsageReport> UsageAsync(TimeZoneInfo zone)
    {
        await _views.Usage.WaitForAsync(null, Cancelled);
        return await _views.Usage.ReadAsync(new(2026, 3, 1), new(2026, 3, 2), zone, Cancelled);
    }

    private async Task<string> DescribeAsync()
    {
        await _views.Chats.CatchUpAsync(Cancelled);
        ChatLines list = await _views.Chats.ReadAsync(0, Cancelled);
        SearchResults hits = await SearchAsync("word");
        SearchResults answers = await SearchAsync("answer");
        UsageReport usage = await UsageAsync(TimeZoneInfo.Utc);
        return string.Join('\n', [
            .. list.Lines.OrderBy(line => line.Id.Value).Select(line => line.ToString()),
            .. hits.Hits.Concat(answers.Hits).Select(hit => $"{hit.ChatId} {hit.MessageId} {hit.At:O} {string.Concat(hit.Snippet.Select(part => part.Hit ? $"[{part.Text}]" : part.Text)).Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)}"),
            .. usage.Days.Select(line => line.ToString()),
        ]);
    }
}
