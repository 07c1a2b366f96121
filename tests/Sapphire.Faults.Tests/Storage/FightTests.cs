using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Postgres.TestKit;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Storage;

/// <summary>
/// Two programs on one PostgreSQL, by mistake without a cluster between them, and people who talk in the same chats to either: each
/// program takes a chat over from the other and is fenced in turn. A refused command is sent again, with its id, to whoever.
/// </summary>
public sealed class FightTests : IDisposable
{
    private const int Chats = 4;
    private const int PeopleEach = 3;
    private readonly TestHome[] _homes = [new(), new()];

    public void Dispose() => Array.ForEach(_homes, home => home.Dispose());

    [Fact]
    [Trait("soak", "fight")]
    public async Task No_message_is_lost_or_doubled_and_both_tell_the_same_history()
    {
        int seconds = Support.Soak.Count(inTests: 5, inSoak: 60);
        int seed = Support.Soak.Seed();
        string database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        foreach (TestHome home in _homes)
        {
            TestHome.WriteSettings(home.Path, "builtin");
            home.OnPostgreSql(database).Configure("sapphire.chat { passivate-after = 1s, snapshot-every = 20 }");
        }

        SapphireServer[] servers = await Task.WhenAll(_homes.Select(home => home.StartAsync()));
        Fight fight = new();
        try
        {
            // One after the other: the first one at a program sets its password.
            Person[] people = new Person[2 * PeopleEach];
            for (int n = 0; n < people.Length; n++)
            {
                people[n] = await Person.AtAsync(servers[n % 2]);
            }

            ChatId[] chats = await Task.WhenAll(Enumerable.Range(0, Chats).Select(_ => people[0].CreateAsync()));
            using (CancellationTokenSource end = new(TimeSpan.FromSeconds(seconds)))
            {
                await Task.WhenAll(people.Select((person, n) => fight.TalkAsync(person, people[(n + 1) % people.Length], chats, n, new(seed + n), end.Token)));
            }

            foreach (Person person in people)
            {
                await person.DisposeAsync();
            }
        }
        finally
        {
            foreach (SapphireServer server in servers)
            {
                await server.DisposeAsync();
            }
        }

        // One after the other, from what is stored.
        IReadOnlyDictionary<ChatId, IReadOnlyList<MessageView>>[] told = [await ReadAsync(_homes[0], fight), await ReadAsync(_homes[1], fight)];
        foreach (ChatId chat in fight.Chats)
        {
            told[1][chat].Select(m => (m.Id, m.ParentId, m.Role)).ShouldBe(told[0][chat].Select(m => (m.Id, m.ParentId, m.Role)), $"seed {seed}: the programs tell different histories of {chat}");
            fight.Check(chat, told[0][chat], $"seed {seed}");
        }

        fight.Refused.ShouldBeGreaterThan(0, "they did not fight");
        TestContext.Current.TestOutputHelper!.WriteLine($"two programs, {Chats} chats, {2 * PeopleEach} people, {seconds} s, seed {seed}: {fight}; none lost, none twice, one tree for each chat, the same told by both");
    }

    private static async Task<IReadOnlyDictionary<ChatId, IReadOnlyList<MessageView>>> ReadAsync(TestHome home, Fight fight)
    {
        Dictionary<ChatId, IReadOnlyList<MessageView>> found = [];
        await using SapphireServer server = await home.StartAsync();
        await using Person person = await Person.AtAsync(server);
        foreach (ChatId chat in fight.Chats)
        {
            await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
            found[chat] = [.. (await copy.UntilAsync(c => c.Replies().All(Views.HasEnded), "every turn has ended")).Messages];
        }

        (await server.Process.TerminateAsync(TimeSpan.FromSeconds(15))).ShouldBe(0);
        return found;
    }
}
