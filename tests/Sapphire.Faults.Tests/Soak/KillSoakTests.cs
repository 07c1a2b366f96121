using System.Diagnostics;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Faults.Tests.Support;
using Sapphire.Postgres.TestKit;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Soak;

/// <summary>kill -9 at random moments under load: nothing acknowledged is lost, and nothing takes effect twice.</summary>
public sealed class KillSoakTests : IDisposable
{
    private const int Clients = 3;
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    [Trait("soak", "kill")]
    public async Task Everything_acknowledged_is_there_once_after_kill_9_at_random_moments()
    {
        await RunAsync(Support.Soak.Count(inTests: 5, inSoak: 200));
        Database.Integrity(_home.Journal).ShouldBe("ok");
        Print($"{Database.Scalar<long>(_home.Journal, "SELECT count(*) FROM journal")} events; integrity_check ok");
    }

    [Fact]
    [Trait("soak", "kill")]
    public async Task On_PostgreSQL_everything_acknowledged_is_there_once_after_kill_9_at_random_moments()
    {
        PostgresServer postgres = await PostgresServer.SharedAsync();
        _home.OnPostgreSql(await postgres.NewDatabaseAsync());
        await RunAsync(Support.Soak.Count(inTests: 3, inSoak: 100));
        File.Exists(_home.Journal).ShouldBeFalse("the chats went into a file");
    }

    private async Task RunAsync(int kills)
    {
        int seed = Support.Soak.Seed();
        Print($"seed {seed}");
        Random random = new(seed);
        Counts counts = new();
        TimerBook timers = new();
        Client[] clients = [.. Enumerable.Range(1, Clients).Select(n => new Client(n, new(random.Next()), counts))];
        List<double> restarts = [];
        int early = 0;
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        provider.Fallback = LoadModel.Reply;
        _home.Configure("sapphire.chat { progress-interval = 100ms, passivate-after = 1s, snapshot-every = 20 }");
        TestHome.WriteSettings(_home.Path, "auto", provider);
        SapphireServer server = await _home.StartAsync();
        try
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                await using (Person checker = await Person.AtAsync(server))
                {
                    await CheckAsync(checker, clients.SelectMany(c => c.Touched).ToHashSet(), timers);
                    Array.ForEach(clients, c => c.Touched.RemoveWhere(chat => chat.Created != null));
                    await WorkAndKillAsync(server, clients, counts, timers, random);
                }

                await server.DisposeAsync();

                // Both kinds of assistant; a kill every now and then before the server is ready.
                TestHome.WriteSettings(_home.Path, kill % 3 == 0 ? "builtin" : "auto", provider);
                if (random.Next(8) == 0)
                {
                    early++;
                    await KillWhileStartingAsync(random);
                }

                long begun = Stopwatch.GetTimestamp();
                server = await server.RestartAsync();
                restarts.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                if (kill % 10 == 0)
                {
                    Print($"{kill} kills: {counts}; {clients.Sum(c => c.Chats.Count)} chats, {timers.Known} timers, {timers.Fired} of them fired");
                }
            }

            await using (Person last = await Person.AtAsync(server))
            {
                HashSet<ChatRecord> all = [.. clients.SelectMany(c => c.Chats)];
                await CheckAsync(last, all, timers);
                foreach (ChatRecord chat in all.Where(c => c.Created == true))
                {
                    await using ChatCopy copy = ChatCopy.Of(last.Client, chat.Id);
                    chat.Check(await copy.UntilAsync(c => c.Replies().All(Views.HasEnded), "every turn has ended"));
                }
            }

            (await server.Process.TerminateAsync(TimeSpan.FromSeconds(15))).ShouldBe(0);
        }
        catch
        {
            Print($"failed after {restarts.Count} kills, {counts}; the log ends with");
            Array.ForEach([.. File.ReadAllLines(Path.Combine(_home.Path, "logs", "sapphire.log")).TakeLast(40)], Print);
            throw;
        }
        finally
        {
            await server.DisposeAsync();
        }

        counts.Total.ShouldBeGreaterThan(kills * 10);
        restarts.Sort();
        Print($"{kills} kills, {early} more while starting: {counts}");
        Print($"{clients.Sum(c => c.Chats.Count)} chats, {timers.Known} timers; start to ready median {restarts[restarts.Count / 2]:0} ms, longest {restarts[^1]:0} ms");
        Print("nothing acknowledged missing, nothing twice, nothing that was not sent, no turn left open");
    }

    private static async Task CheckAsync(Person person, HashSet<ChatRecord> chats, TimerBook timers)
    {
        foreach (ChatRecord chat in chats)
        {
            try
            {
                ChatView view = await person.ReadAsync(chat.Id);
                chat.Check(view);
            }
            catch (HubCallException e) when (e.Message.Contains("unknown-chat", StringComparison.Ordinal) && chat.Created != true)
            {
                // Its creation had no answer, and did not happen.
                chat.Created = false;
            }
        }

        HomeView home = await person.HomeAsync();
        timers.Check(home, chats);
        await timers.ClearAsync(person, home);
    }

    private static async Task WorkAndKillAsync(SapphireServer server, Client[] clients, Counts counts, TimerBook timers, Random random)
    {
        Task enough = counts.AfterAsync(random.Next(1, 120));
        Person[] people = await Task.WhenAll(clients.Select(_ => Person.AtAsync(server)));
        try
        {
            Task[] work = [.. clients.Zip(people, (client, person) => client.WorkAsync(person))];
            Task first = await Task.WhenAny([enough, .. work]).WaitAsync(Polling.Patience);

            // Between two acknowledgements as well as right behind one.
            Thread.SpinWait(random.Next(200_000));
            await server.Process.KillAsync();
            await Task.WhenAll(work).WaitAsync(Polling.Patience);
            await enough.WaitAsync(Polling.Patience);
        }
        finally
        {
            foreach (Person person in people)
            {
                await person.DisposeAsync();
            }
        }
    }

    private async Task KillWhileStartingAsync(Random random)
    {
        await using ChildProcess starting = SapphireServer.Begin(new(_home.Path, [], null, []));
        using PeriodicTimer moment = new(TimeSpan.FromMilliseconds(random.Next(1, 1500)));
        await moment.WaitForNextTickAsync();
        await starting.KillAsync();
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
