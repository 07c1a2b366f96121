using Npgsql;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Postgres.TestKit;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Storage;

/// <summary>The program with its events in PostgreSQL.</summary>
public sealed class PostgresProgramTests
{
    private const string Password = "s3cret-of-nobody";

    [Fact]
    public async Task What_was_said_is_there_after_kill_9_and_the_password_is_nowhere()
    {
        await using PostgresServer database = await PostgresServer.StartAsync(new() { Password = Password });
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        provider.Enqueue(Answer.Text("Here I am."), Answer.Text("Still here."));
        using TestHome home = Home(await database.NewDatabaseAsync(), provider);
        SapphireServer server = await home.StartAsync();
        ChatId chat;
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            chat = await person.CreateAsync("Kept elsewhere");
            (await person.AskAsync(chat, "Are you there?")).Text().ShouldBe("Here I am.");
            await server.Process.KillAsync();
        }

        await using SapphireServer again = await server.RestartAsync();
        await using Person later = await Person.AtAsync(again);
        (await later.AskAsync(chat, "And now?")).Text().ShouldBe("Still here.");
        ChatView view = await later.ReadAsync(chat);
        view.Messages.Select(Views.Text).ShouldBe(["Are you there?", "Here I am.", "And now?", "Still here."]);
        File.Exists(home.Journal).ShouldBeFalse();
        again.Process.Output.ShouldNotContain(Password);
        foreach (string log in Directory.GetFiles(Path.Combine(home.Path, "logs"), "*", SearchOption.AllDirectories))
        {
            await using FileStream stream = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(stream);
            (await reader.ReadToEndAsync()).ShouldNotContain(Password, customMessage: log);
        }

        await using ChildProcess show = ChildProcess.StartDotnet(
            Repository.Program, ["config", "show", "--home", home.Path], new Dictionary<string, string?> { ["SAPPHIRE_POSTGRESQL"] = $"Host=h;Password={Password}" });
        (await show.WaitForExitAsync(Polling.Patience)).ShouldBe(0, show.Output);
        show.Output.ShouldNotContain(Password);
        show.Output.ShouldContain("(secret)");
    }

    [Fact]
    public async Task Two_homes_on_one_database_go_on_with_the_same_chat_and_nothing_is_lost_or_forked()
    {
        PostgresServer database = await PostgresServer.SharedAsync();
        string connection = await database.NewDatabaseAsync();
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        provider.Enqueue([.. Enumerable.Range(1, 8).Select(n => Answer.Text($"Answer {n}."))]);
        using TestHome first = Home(connection, provider);
        using TestHome second = Home(connection, provider);
        await using SapphireServer here = await first.StartAsync();
        await using SapphireServer there = await second.StartAsync();
        await using Person ada = await Person.AtAsync(here);
        await using Person ben = await Person.AtAsync(there);
        ChatId chat = await ada.CreateAsync();
        List<string> said = [];
        for (int turn = 1; turn <= 6; turn++)
        {
            // By turns: each time the session in the other program is the older one, until a command wakes it.
            Person person = turn % 2 == 1 ? ada : ben;
            string text = $"Message {turn}";
            said.Add(text);
            CommandId id = Person.NewCommand();
            await Polling.UntilAsync(
                async () =>
                {
                    CommandReply reply = await person.TrySayAsync(chat, text, id);
                    if (!reply.Accepted)
                    {
                        reply.Error.ShouldNotBeNull().ToString().ShouldNotBeNullOrWhiteSpace();
                    }

                    return reply.Accepted;
                },
                text);
            await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
            await copy.UntilAsync(c => c.Replies().Count == turn && c.Replies().All(Views.HasEnded), $"the reply to {text}");
        }

        ChatView view = await ben.ReadAsync(chat);
        view.Users().Select(Views.Text).ShouldBe(said);
        view.Replies().ShouldAllBe(reply => reply.Status == MessageStatus.Completed);

        // Numbers that are missing, or owners in the wrong order: none.
        await using NpgsqlConnection raw = new(connection + ";Pooling=false");
        await raw.OpenAsync();
        await using NpgsqlCommand wrong = new(
            "SELECT count(*) FROM (SELECT sequence_number - lag(sequence_number, 1, 0::bigint) OVER w AS step, epoch - lag(epoch, 1, 0::bigint) OVER w AS rise FROM sapphire.journal WINDOW w AS (PARTITION BY persistence_id ORDER BY sequence_number)) s WHERE step <> 1 OR rise < 0",
            raw);
        (await wrong.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task Without_a_server_the_program_says_what_to_do_and_waits_for_it()
    {
        using TestHome home = new();
        home.Configure("sapphire.storage.kind = postgresql");
        Dictionary<string, string?> environment = new() { ["SAPPHIRE_POSTGRESQL"] = null };
        await using (ChildProcess none = SapphireServer.Begin(new(home.Path, [], environment, [])))
        {
            (await none.WaitForExitAsync(Polling.Patience)).ShouldNotBe(0);
            none.Output.ShouldContain("secrets");
            none.Output.ShouldContain("docs/postgresql.md");
        }

        environment["SAPPHIRE_POSTGRESQL"] = $"Host=127.0.0.1;Port=1;Database=x;Username=u;Password={Password}";
        await using ChildProcess away = SapphireServer.Begin(new(home.Path, [], environment, []));
        await Polling.UntilAsync(() => away.Output.Contains("Check that the server runs", StringComparison.Ordinal), "the console says what to do");
        await away.InterruptAsync(Polling.Patience);
        away.Output.ShouldContain("tried again by itself");
        away.Output.ShouldNotContain(Password);
    }

    private static TestHome Home(string connectionString, ScriptedServer provider)
    {
        TestHome home = new();
        home.With(provider).Configure("sapphire.storage.kind = postgresql");
        string secrets = Path.Combine(home.Path, "secrets");
        Directory.CreateDirectory(secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(secrets, "postgresql"), connectionString + "\n");
        return home;
    }
}
