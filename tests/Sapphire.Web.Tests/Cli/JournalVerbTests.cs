using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Sapphire.Persistence.Sqlite;
using Sapphire.Postgres.TestKit;
using Sapphire.Web.Cli;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Cli;

/// <summary>The verbs of <c>journal</c> as an operator has them: processes, without a server here, with one in the tests of faults.</summary>
public sealed class JournalVerbTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_is_stored_is_shown_checked_moved_and_mended()
    {
        (int status, string output, string errors) = await RunAsync("ask", "what is 2 plus 2", "--chat", "Sums");
        status.ShouldBe(0, errors);

        // The whole journal, for programs; and what a person sees of a chat, by its title.
        (status, output, errors) = await RunAsync("journal", "inspect", "--json");
        status.ShouldBe(0, errors);
        using JsonDocument summary = JsonDocument.Parse(output);
        summary.RootElement.GetProperty("ids").GetInt64().ShouldBe(1);
        long events = summary.RootElement.GetProperty("events").GetInt64();
        events.ShouldBeGreaterThan(3);
        string chat = summary.RootElement.GetProperty("largest")[0].GetProperty("id").GetString()!;
        summary.RootElement.GetProperty("manifests").GetProperty("chat.created.1").GetInt64().ShouldBe(1);
        (status, output, errors) = await RunAsync("journal", "inspect", "sums", "--events", "--content");
        status.ShouldBe(0, errors);
        output.ShouldContain("chat.created.1");
        output.ShouldContain("what is 2 plus 2");
        (_, output, _) = await RunAsync("journal", "tail", "--no-follow", "-n", "2");
        output.Trim().Split('\n').Length.ShouldBe(2);
        output.ShouldContain(chat);
        output.ShouldNotContain("plus");
        (status, output, errors) = await RunAsync("journal", "verify");
        status.ShouldBe(0, output + errors);
        output.ShouldContain("as they were written");

        // To another home, and back into this one as a copy.
        string file = _home.Sub("sums.jsonl");
        (status, output, errors) = await RunAsync("journal", "export", "Sums", "--output", file);
        status.ShouldBe(0, errors);
        output.ShouldContain(file);
        byte[] exported = await File.ReadAllBytesAsync(file);
        await RefusedAsync(ExitStatus.Failed, "--force", "journal", "export", "--all", "--output", file);
        (await File.ReadAllBytesAsync(file)).ShouldBe(exported);
        (status, _, errors) = await RunAsync("journal", "export", "Sums", "--output", file, "--force");
        status.ShouldBe(0, errors);
        using TemporaryHome other = new();
        (status, output, errors) = await SapphireProcess.RunAsync(await File.ReadAllTextAsync(file), "journal", "import", "-", "--home", other.Root);
        status.ShouldBe(0, errors);
        output.ShouldContain($"Imported {events} events of 1 id.");
        Directory.GetFiles(other.Root, "*.tmp").ShouldBeEmpty();
        (status, output, errors) = await SapphireProcess.RunAsync(null, "journal", "verify", chat, "--home", other.Root);
        status.ShouldBe(0, output + errors);
        (status, output, errors) = await RunAsync("journal", "import", file, "--as-new");
        status.ShouldBe(0, errors);
        output.ShouldContain($"{chat} as chat-");
        (status, _, errors) = await RunAsync("journal", "inspect", "Sums");
        (status, errors.Trim()).ShouldSatisfyAllConditions(r => r.status.ShouldBe(ExitStatus.Failed), r => r.Item2.ShouldContain("2 chats are named 'Sums'"), r => r.Item2.ShouldContain(chat));

        // A title in the list that is not the events'.
        (status, output, errors) = await RunAsync("journal", "rebuild", chat);
        status.ShouldBe(0, output + errors);
        output.ShouldContain($"at event {events}");
        string list = Directory.GetFiles(_home.Folder.ReadModelsFolder, "chats.*.db").ShouldHaveSingleItem();
        Execute(list, "UPDATE chats SET title = 'Wrong' WHERE id = (SELECT min(id) FROM chats)");
        (status, output, errors) = await RunAsync("journal", "verify");
        status.ShouldBe(ExitStatus.Failed);
        output.ShouldContain("differs from its events (title)");
        output.ShouldContain("sapphire journal rebuild");
        errors.ShouldContain("1 problem in");
        (status, output, errors) = await RunAsync("journal", "rebuild");
        status.ShouldBe(0, output + errors);
        (status, output, errors) = await RunAsync("journal", "verify");
        status.ShouldBe(0, output + errors);

        // A byte of an event.
        Execute(_home.Folder.JournalFile, $"UPDATE journal SET checksum = checksum + 1 WHERE persistence_id = '{chat}' AND sequence_number = 2");
        (status, output, errors) = await RunAsync("journal", "verify", chat);
        status.ShouldBe(ExitStatus.Failed);
        output.ShouldContain($"{chat} #2: ");
        errors.Trim().Split('\n').Length.ShouldBe(1, errors);
        (status, _, errors) = await RunAsync("journal", "import", file);
        status.ShouldBe(ExitStatus.Failed);
        errors.ShouldContain("--replace");
        (status, output, errors) = await RunAsync("journal", "import", file, "--replace");
        status.ShouldBe(0, errors);
        output.ShouldContain("replaced by");
        (status, output, errors) = await RunAsync("journal", "verify");
        status.ShouldBe(0, output + errors);
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_line_that_says_what_to_do()
    {
        await RefusedAsync(ExitStatus.Home, "no journal", "journal", "inspect");
        File.Exists(_home.Folder.JournalFile).ShouldBeFalse("looking into a home makes nothing in it");
        await RefusedAsync(ExitStatus.Usage, "--all", "journal", "export");
        await RefusedAsync(ExitStatus.Usage, "--events", "journal", "inspect", "x", "--content");
        await RefusedAsync(ExitStatus.Usage, "only one of", "journal", "import", "x", "--replace", "--as-new");
        await RefusedAsync(ExitStatus.Usage, "journal tail", "journal", "tail", "-n", "many");
        await RefusedAsync(ExitStatus.Failed, "cannot be read", "journal", "import", _home.Sub("missing.jsonl"));
        string file = _home.Sub("text.jsonl");
        await File.WriteAllTextAsync(file, "some text\n");
        await RefusedAsync(ExitStatus.Failed, "no exported journal", "journal", "import", file);
        await RefusedAsync(ExitStatus.Failed, "no chat named 'Nothing'", "journal", "inspect", "Nothing");
    }

    [Fact]
    public async Task Looking_into_an_empty_PostgreSQL_makes_nothing_in_it()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.NewDatabaseAsync();
        UsePostgres(database);
        foreach (string[] verb in (string[][])[["inspect"], ["tail", "--no-follow"], ["verify"], ["export", "--all"]])
        {
            await RefusedAsync(ExitStatus.Home, "no journal in the schema 'sapphire'", ["journal", .. verb]);
        }

        await using (NpgsqlConnection connection = new(database))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using NpgsqlCommand made = new("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'sapphire%'", connection);
            (await made.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
        }

        (int status, string output, string errors) = await RunAsync("ask", "what is 2 plus 2", "--chat", "Sums");
        status.ShouldBe(0, errors);
        foreach (string[] verb in (string[][])[["inspect", "Sums"], ["tail", "--no-follow"], ["verify"]])
        {
            (status, output, errors) = await RunAsync(["journal", .. verb]);
            status.ShouldBe(0, output + errors);
        }
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_gives_each_verb_the_same_status()
    {
        UsePostgres("Host=127.0.0.1;Port=1;Database=x;Username=u");
        foreach (string[] verb in (string[][])[["journal", "inspect"], ["journal", "verify"], ["backup"]])
        {
            await RefusedAsync(ExitStatus.Home, "Check that the server runs", verb);
        }
    }

    [Fact]
    public async Task Each_verb_has_its_help()
    {
        (int status, string output, _) = await SapphireProcess.RunAsync(null, "journal", "--help");
        status.ShouldBe(0);
        foreach (string verb in new[] { "inspect", "tail", "verify", "export", "import", "rebuild" })
        {
            output.ShouldContain(verb);
        }
    }

    private async Task RefusedAsync(int expected, string part, params string[] arguments)
    {
        (int status, _, string errors) = await RunAsync(arguments);
        status.ShouldBe(expected, errors);
        errors.Trim().Split('\n').Length.ShouldBe(1, errors);
        errors.ShouldStartWith("sapphire: ");
        errors.ShouldContain(part);
    }

    private Task<(int Status, string Output, string Errors)> RunAsync(params string[] arguments) =>
        SapphireProcess.RunAsync(null, [.. arguments, "--home", _home.Root]);

    private void UsePostgres(string connectionString)
    {
        string file = _home.Sub("postgresql");
        File.WriteAllText(file, connectionString);
        _home.Folder.Create();
        File.WriteAllText(_home.Folder.ConfigurationFile, $"sapphire.storage {{ kind = postgresql, postgresql.connection-string-file = \"{file}\" }}\n");
    }

    private static void Execute(string path, string sql)
    {
        using SqliteConnection connection = SqliteFile.Open(new(path));
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery().ShouldBe(1);
    }
}
