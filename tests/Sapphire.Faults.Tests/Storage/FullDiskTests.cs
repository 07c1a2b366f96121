using System.Net;
using Microsoft.Data.Sqlite;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Storage;

public sealed class FullDiskTests
{
    private static readonly string Large = string.Join(' ', Enumerable.Repeat("word", 18_000));

    [Fact]
    public async Task Commands_are_refused_with_what_to_do_and_work_again_when_space_is_back()
    {
        using TmpfsFolder? disk = TmpfsFolder.TryMount(6);
        if (disk is null)
        {
            // Not root: a database that takes no writes stands in for the disk.
            await WhileAnotherWritesAsync();
            return;
        }

        TestHome.WriteSettings(disk.Path, "builtin");
        await FillAsync(disk.Path, () => disk.Remount("size=64m"), "Free some space");
    }

    [Fact]
    public async Task A_read_only_home_is_refused_in_one_line()
    {
        using TmpfsFolder? disk = TmpfsFolder.TryMount(8);
        disk?.Remount("ro");
        string home = disk?.Path ?? "/proc/sapphire";
        await using ChildProcess process = SapphireServer.Begin(new(home, [], null, []));
        (await process.WaitForExitAsync(Polling.Patience)).ShouldNotBe(0);
        string line = process.Output.Trim();
        line.Split('\n').Length.ShouldBe(1, line);
        line.ShouldContain(home);
        line.ShouldContain("--home");
    }

    [Fact]
    public async Task A_home_that_becomes_read_only_while_it_runs_refuses_and_comes_back()
    {
        using TestHome home = new();
        TestHome.WriteSettings(home.Path, "builtin");
        await using SapphireServer server = await home.StartAsync();
        await using Person person = await Person.AtAsync(server);
        ChatId chat = await person.CreateAsync();
        await person.AskAsync(chat, "what is 2 plus 2");
        CommandId id = Person.NewCommand();

        // As after a fault of the disk, when the system takes it read-only: each write fails with EROFS.
        await using (ChildProcess broken = ChildProcess.Start(
            "strace", ["-f", "-p", $"{server.Process.Id}", "-e", "trace=pwrite64", "-P", home.Journal + "-wal", "-P", home.Journal, "-e", "inject=pwrite64:error=EROFS", "-o", "/dev/null"]))
        {
            await broken.WaitForOutputAsync(text => text.Contains("attached", StringComparison.Ordinal), Polling.Patience);
            CommandReply refused = await person.TrySayAsync(chat, "what is 3 plus 3", id);
            CommandError error = refused.Error.ShouldNotBeNull();
            error.Code.ShouldBe("storage");
            error.Retryable.ShouldBeTrue();
            $"{error.Title} {error.Detail}".ShouldContain("Check the disk");
            using HttpResponseMessage health = await server.Http.GetAsync("healthz");
            health.StatusCode.ShouldBe(HttpStatusCode.OK);
            await broken.InterruptAsync(Polling.Patience);
        }

        await SayUntilAcceptedAsync(person, chat, "what is 3 plus 3", id);
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        (await copy.LastReplyAsync()).Text().ShouldContain("6");
        copy.Chat!.Users().Count.ShouldBe(2);
        await server.Process.KillAsync();
        Database.Integrity(home.Journal).ShouldBe("ok");
    }

    // The store is not asked for each command: it finds out by itself, soon, that it works again.
    private static async Task<CommandReply> SayUntilAcceptedAsync(Person person, ChatId chat, string text, CommandId id)
    {
        CommandReply? reply = null;
        await Polling.UntilAsync(async () => (reply = await person.TrySayAsync(chat, text, id)).Accepted, $"the command is accepted again; the last answer was {reply?.Error}");
        return reply!;
    }

    // Reserves the database for another writer: every write is refused until it lets go.
    private static async Task WhileAnotherWritesAsync()
    {
        using TestHome home = new();
        TestHome.WriteSettings(home.Path, "builtin");
        await using SapphireServer server = await home.StartAsync();
        await using Person person = await Person.AtAsync(server);
        ChatId chat = await person.CreateAsync();
        CommandId id = Person.NewCommand();
        using (SqliteConnection held = Database.Open(home.Journal))
        {
            using SqliteCommand begin = held.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            CommandReply refused = await person.TrySayAsync(chat, "what is 2 plus 2", id);
            refused.Error.ShouldNotBeNull().Code.ShouldBe("storage");
            refused.Error.Retryable.ShouldBeTrue();
        }

        await SayUntilAcceptedAsync(person, chat, "what is 2 plus 2", id);
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        (await copy.LastReplyAsync()).Text().ShouldContain("4");
        copy.Chat!.Users().ShouldHaveSingleItem().CommandId.ShouldBe(id);
    }

    private static async Task FillAsync(string home, Action free, string advice)
    {
        ChatId chat;
        List<CommandReply> accepted = [];
        await using (SapphireServer server = await SapphireServer.StartAsync(home))
        {
            await using Person person = await Person.AtAsync(server);
            chat = await person.CreateAsync();
            CommandId last;
            CommandReply reply;
            do
            {
                last = Person.NewCommand();
                reply = await person.TrySayAsync(chat, Large, last);
                if (reply.Accepted)
                {
                    accepted.Add(reply);
                }

                accepted.Count.ShouldBeLessThan(1000, "the disk is not full");
            }
            while (reply.Accepted);

            CommandError error = reply.Error!;
            error.Code.ShouldBe("storage", error.ToString());
            error.Retryable.ShouldBeTrue();
            $"{error.Title} {error.Detail}".ShouldContain(advice);

            // Also the next ones, whose session cannot even begin.
            foreach (CommandReply more in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => person.TrySayAsync(chat, Large))))
            {
                more.Error.ShouldNotBeNull().Code.ShouldBe("storage", more.Error.ToString());
                more.Error.Detail.ShouldContain(advice);
            }

            // The server lives.
            using (HttpResponseMessage health = await server.Http.GetAsync("healthz"))
            {
                health.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            free();
            CommandReply again = await SayUntilAcceptedAsync(person, chat, Large, last);
            (await person.TrySayAsync(chat, Large, last)).ShouldBe(again);
            accepted.Add(again);
            MessageView sum = await person.AskAsync(chat, "what is 17 times 23");
            sum.Text().ShouldContain("391");
            ChatView view = await person.ReadAsync(chat);
            view.Users().Take(accepted.Count).Select(m => m.Id).ShouldBe(accepted.Select(a => a.MessageId!.Value));
            view.Replies().ShouldAllBe(r => r.HasEnded());
            await server.Process.KillAsync();
        }

        Database.Integrity(TestHome.JournalOf(home)).ShouldBe("ok");
        await using SapphireServer later = await SapphireServer.StartAsync(home);
        await using Person somebody = await Person.AtAsync(later);
        (await somebody.ReadAsync(chat)).Users().Take(accepted.Count).Select(m => m.Id).ShouldBe(accepted.Select(a => a.MessageId!.Value));
    }
}
