using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Soak;

/// <summary>kill -9 at random moments of edits, other answers, removals, walks, undos and redos: the tree is the same after.</summary>
public sealed class ChatTreeKillTests : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    [Trait("soak", "chat-tree-kill")]
    public async Task The_tree_is_the_same_after_kill_9_at_any_point_of_its_changes()
    {
        int kills = Support.Soak.Count(inTests: 4, inSoak: 200);
        int seed = Support.Soak.Seed();
        Print($"seed {seed}");
        Random random = new(seed);
        _home.Configure("sapphire.chat { progress-interval = 50ms, snapshot-every = 15 }");
        TestHome.WriteSettings(_home.Path, "builtin");
        SapphireServer server = await _home.StartAsync();
        TreeTwin? twin = null;
        int commands = 0;
        try
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                (string Method, Func<CommandId, ChatView, object> Request, Action Do) last;
                CommandId lastId = Person.NewCommand();
                ChatView before;
                await using (Person person = await Person.AtAsync(server))
                {
                    twin ??= await BeginAsync(person, random);
                    for (int i = random.Next(3, 12); i > 0; i--, commands++)
                    {
                        (string method, Func<CommandId, ChatView, object> request, Action apply) = twin.Next();
                        (await person.DoAsync(method, request(Person.NewCommand(), await SettledAsync(person, twin)))).Error.ShouldBeNull(method);
                        apply();
                    }

                    before = await SettledAsync(person, twin);
                    TreeTwin.Shape(before).ShouldBe(twin.Shape());
                    last = twin.Next();

                    // Before, while or after it is stored.
                    Task<CommandReply> inFlight = person.DoAsync(last.Method, last.Request(lastId, before));
                    Thread.SpinWait(random.Next(400_000));
                    await server.Process.KillAsync();
                    await Task.WhenAny(inFlight).WaitAsync(Polling.Patience);
                    _ = inFlight.Exception;
                }

                server = await AgainAsync(server);
                await using Person later = await Person.AtAsync(server);

                // As a page does: the same command again has its effect once.
                (await later.DoAsync(last.Method, last.Request(lastId, before))).Error.ShouldBeNull(last.Method);
                last.Do();
                TreeTwin.Shape(await SettledAsync(later, twin)).ShouldBe(twin.Shape(), $"after kill {kill}, {last.Method}");
                if (random.Next(12) == 0)
                {
                    twin = null;
                }
            }

            (await server.Process.TerminateAsync(TimeSpan.FromSeconds(15))).ShouldBe(0);
        }
        finally
        {
            await server.DisposeAsync();
        }

        Database.Integrity(_home.Journal).ShouldBe("ok");
        Print($"{kills} kills among {commands} commands; the last tree has {twin?.Messages ?? 0} messages");
    }

    private static async Task<TreeTwin> BeginAsync(Person person, Random random)
    {
        TreeTwin twin = new(await person.CreateAsync(), random);
        twin.Create();
        return twin;
    }

    private static async Task<SapphireServer> AgainAsync(SapphireServer server)
    {
        await server.DisposeAsync();
        return await server.RestartAsync();
    }

    // Only between its turns a command does to both the same.
    private static async Task<ChatView> SettledAsync(Person person, TreeTwin twin)
    {
        await using ChatCopy copy = ChatCopy.Of(person.Client, twin.Chat);
        return await copy.UntilAsync(view => view.Messages.All(Views.HasEnded), "every turn has ended");
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
