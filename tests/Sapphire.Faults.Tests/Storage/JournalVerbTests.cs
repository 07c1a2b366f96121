using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Postgres.TestKit;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Storage;

/// <summary>The verbs of <c>journal</c> beside the running program, on SQLite and PostgreSQL.</summary>
public sealed class JournalVerbTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_chat_moves_from_a_running_home_on_SQLite_to_one_on_PostgreSQL_with_its_branches()
    {
        using TestHome here = new();
        using TestHome there = new();
        TestHome.WriteSettings(here.Path, "builtin");
        TestHome.WriteSettings(there.Path, "builtin");
        string database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        Dictionary<string, string?> postgres = new(StringComparer.Ordinal) { ["SAPPHIRE_STORAGE"] = "postgresql", ["SAPPHIRE_POSTGRESQL"] = database };
        string file = Path.Combine(here.Path, "chat.jsonl");

        await using SapphireServer source = await here.StartAsync();
        await using Person person = await Person.AtAsync(source);
        ChatId chat = await person.CreateAsync("Sums 🍏");
        await person.AskAsync(chat, "what is 2 plus 2");
        MessageView first = (await person.ReadAsync(chat)).Users()[0];
        CommandReply corrected = await person.DoAsync("Send", new SendRequest(Person.NewCommand(), chat, "what is 3 plus 3", Replaces: first.Id));
        corrected.Accepted.ShouldBeTrue();
        await using (ChatCopy copy = ChatCopy.Of(person.Client, chat))
        {
            await copy.UntilAsync(c => c.Messages[^1].Role == MessageRole.Assistant && c.Messages[^1].TurnId == corrected.TurnId && c.Messages[^1].HasEnded(), "the second answer");
        }

        // Beside the running program: followed, checked, exported.
        await using ChildProcess tail = Verb(here.Path, null, "tail", "Sums 🍏", "-n", "1");
        await tail.WaitForOutputAsync(text => text.Contains("chat.reply-completed.1", StringComparison.Ordinal), Patience);
        await person.AskAsync(chat, "what is 4 plus 4");
        await tail.WaitForOutputAsync(text => text.Split("chat.reply-completed.1").Length == 3, Patience);
        (await tail.InterruptAsync(Patience)).ShouldBe(0, tail.Output);
        tail.Output.ShouldNotContain("plus");
        await DoAsync(here.Path, null, "verify");
        await DoAsync(here.Path, null, "export", chat.ToString(), "--output", file);

        await using SapphireServer target = await SapphireServer.StartAsync(there.Path, postgres);
        await using Person other = await Person.AtAsync(target);
        (await DoAsync(there.Path, postgres, "import", file)).ShouldContain("imported");
        ChatView moved = await other.ReadAsync(chat);
        Shape(moved).ShouldBe(Shape(await person.ReadAsync(chat)));
        moved.Title.ShouldBe("Sums 🍏");
        await Polling.UntilAsync(async () => (await other.HomeAsync()).Chats.Any(line => line.Id == chat && line.Title == "Sums 🍏"), "the list shows it");
        await DoAsync(there.Path, postgres, "verify");

        // It goes on there; the same file again changes nothing, and replaced it is as it was here, in the page too.
        await other.AskAsync(chat, "what is 5 plus 5");
        (await DoAsync(there.Path, postgres, "import", file)).ShouldContain("here already");
        (await other.ReadAsync(chat)).Users().Count.ShouldBe(3);
        await using ChatCopy open = ChatCopy.Of(other.Client, chat);
        await open.UntilAsync(c => c.Users().Count == 3, "the chat is open");
        (await DoAsync(there.Path, postgres, "import", file, "--replace")).ShouldContain("replaced");
        await open.UntilAsync(c => c.Users().Count == 2, "the open page shows what was imported");
        Shape(await other.ReadAsync(chat)).ShouldBe(Shape(moved));
        await other.AskAsync(chat, "what is 6 plus 6");

        // A copy beside it, and the read models and the snapshot anew.
        (await DoAsync(there.Path, postgres, "import", file, "--as-new")).ShouldContain(" as chat-");
        await Polling.UntilAsync(async () => (await other.HomeAsync()).Chats.Count(line => line.Title == "Sums 🍏") == 2, "the list shows the copy");
        await DoAsync(there.Path, postgres, "rebuild");
        await DoAsync(there.Path, postgres, "rebuild", chat.ToString());
        await other.AskAsync(chat, "what is 7 plus 7");
        await DoAsync(there.Path, postgres, "verify");
        await DoAsync(there.Path, postgres, "inspect", chat.ToString());
    }

    private static ChildProcess Verb(string home, IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        ChildProcess.StartDotnet(Repository.Program, ["journal", .. arguments, "--home", home], environment);

    private static async Task<string> DoAsync(string home, IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        await using ChildProcess process = Verb(home, environment, arguments);
        (await process.WaitForExitAsync(Patience)).ShouldBe(0, $"{string.Join(' ', arguments)}: {process.Output}");
        return process.Output;
    }

    // Everything but what is each reader's own: epochs and numbers of deltas.
    private static List<string> Shape(ChatView chat) =>
        [.. chat.Messages.Select(m => $"{m.Id} {m.ParentId} {m.Role} {m.Status} {m.TurnId} {m.CommandId} {m.CreatedAt:O} {m.CompletedAt:O} {m.Model} {string.Join('|', m.Parts)}")];
}
