using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Backup;

public sealed class BackupOfARunningHomeTests : IDisposable
{
    private readonly TestHome _home = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        // "name.*" finds "name" too.
        foreach (string aside in Directory.GetDirectories(Path.GetDirectoryName(_home.Path)!, Path.GetFileName(_home.Path) + ".*").Where(path => path != _home.Path))
        {
            Directory.Delete(aside, recursive: true);
        }

        _home.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_restores_as_it_was_and_the_home_of_before_works_too()
    {
        _home.Configure(SampleHome.Conf);
        string archive = _folder["b.tar.gz"], then, later;
        await using (SapphireServer server = await _home.StartAsync())
        {
            await SampleHome.FillAsync(server);
            then = await SampleHome.DescribeAsync(server);
            (await Verb.DoAsync("backup", "--home", _home.Path, "--output", archive)).ShouldContain("without secrets");
            await using (Person person = await Person.AtAsync(server))
            {
                await person.AskAsync(await person.CreateAsync("After the backup"), "what is 1 plus 1");
            }

            later = await SampleHome.DescribeAsync(server);
            (int status, string output) = await Verb.RunAsync(null, "restore", archive, "--home", _home.Path);
            status.ShouldBe(3, output);
            output.ShouldContain("stop that one first");
            (await SampleHome.DescribeAsync(server)).ShouldBe(later, "a refused restore changes nothing");
            (await server.Process.TerminateAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        }

        then.ShouldContain("A trip to the coast");
        then.ShouldContain("bread");
        then.ShouldNotBe(later);
        (await Verb.DoAsync("backup", "verify", archive)).ShouldContain("is whole");
        string restored = await Verb.DoAsync("restore", archive, "--home", _home.Path);
        string aside = restored.Split("is kept in ")[1].Split(". To go back")[0];
        await using (SapphireServer server = await _home.StartAsync())
        {
            // The password of before is still the password: the login would fail otherwise.
            (await SampleHome.DescribeAsync(server)).ShouldBe(then);
            await using Person person = await Person.AtAsync(server);
            ChatView chat = await person.ReadAsync((await person.HomeAsync()).Chats.Single(c => c.Title == "Kitchen").Id);
            (await person.AskAsync(chat.Id, "what do you remember")).Text().ShouldContain("green tea");
            (await server.Process.TerminateAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        }

        await using (SapphireServer server = await SapphireServer.StartAsync(aside))
        {
            (await SampleHome.DescribeAsync(server)).ShouldBe(later);
        }
    }

    [Fact]
    public async Task A_backup_of_schema_version_1_restores_on_this_program()
    {
        string fixture = Path.Combine(Repository.Root, "tests", "Sapphire.Faults.Tests", "Backup", "Fixtures", "schema-1.tar.gz");
        string expected = await File.ReadAllTextAsync(Path.ChangeExtension(Path.ChangeExtension(fixture, null), ".txt"));
        (await Verb.DoAsync("backup", "verify", fixture)).ShouldContain("is whole");
        await Verb.DoAsync("restore", fixture, "--home", _home.Path);
        Database.Integrity(_home.Journal).ShouldBe("ok");
        Database.Scalar<long>(_home.Journal, "SELECT count(*) FROM snapshot").ShouldBeGreaterThan(0);
        await using SapphireServer server = await _home.StartAsync();
        (await SampleHome.DescribeAsync(server)).ShouldBe(expected);
        await using Person person = await Person.AtAsync(server);
        ChatId chat = (await person.HomeAsync()).Chats.Single(c => c.Title == "A trip to the coast").Id;
        (await person.AskAsync(chat, "what do you remember")).Text().ShouldContain("green tea");
    }
}
