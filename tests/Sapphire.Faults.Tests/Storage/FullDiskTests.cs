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
            // Not root: a limit of the database file stands in for the disk.
            await AtTheLimitOfTheFileAsync();
            return;
        }

        TestHome.WriteSettings(disk.Path, "builtin");
        await FillAsync(disk.Path, () => Task.CompletedTask, () => disk.Remount("size=64m"), "Free some space");
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
        using TmpfsFolder? disk = TmpfsFolder.TryMount(32);
        using TestHome folder = new();
        string home = disk?.Path ?? folder.Path;
        TestHome.WriteSettings(home, "builtin");
        if (disk is null)
        {
            // Not root: the other way in which a home refuses every write.
            await AtTheLimitOfTheFileAsync();
            return;
        }

        await using SapphireServer server = await SapphireServer.StartAsync(home);
        await using Person person = await Person.AtAsync(server);
        ChatId chat = await person.CreateAsync();
        await person.AskAsync(chat, "what is 2 plus 2");

        // A file system with files open for writing is not remounted read-only; one that failed becomes it.
        disk.Remount("size=1k");
        CommandReply refused = await UntilRefusedAsync(person, chat, "a short one");
        refused.Error!.Code.ShouldBe("storage");
        refused.Error.Retryable.ShouldBeTrue();
        disk.Remount("size=32m");
        (await person.AskAsync(chat, "what is 3 plus 3")).Text().ShouldContain("6");
    }

    // Reserves the database for another writer: every write is refused until it lets go.
    private static async Task AtTheLimitOfTheFileAsync()
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

        (await person.TrySayAsync(chat, "what is 2 plus 2", id)).Accepted.ShouldBeTrue();
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        (await copy.LastReplyAsync()).Text().ShouldContain("4");
        copy.Chat!.Users().ShouldHaveSingleItem().CommandId.ShouldBe(id);
    }

    private static async Task FillAsync(string home, Func<Task> before, Action free, string advice)
    {
        await before();
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

            // The server lives, and what is stored can be read.
            using (HttpResponseMessage health = await server.Http.GetAsync("healthz"))
            {
                health.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            (await person.ReadAsync(chat)).Users().Select(m => m.Id).ShouldBe(accepted.Select(a => a.MessageId!.Value));
            free();
            CommandReply again = await person.TrySayAsync(chat, Large, last);
            again.Accepted.ShouldBeTrue(again.Error?.ToString());
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

    private static async Task<CommandReply> UntilRefusedAsync(Person person, ChatId chat, string text)
    {
        for (int i = 0; i < 1000; i++)
        {
            CommandReply reply = await person.TrySayAsync(chat, text);
            if (!reply.Accepted)
            {
                return reply;
            }
        }

        throw new InvalidOperationException("The disk takes everything.");
    }
}
