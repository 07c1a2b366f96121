using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Gateway;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Subscriptions;
using Sapphire.Cluster.InProcess;
using Sapphire.Postgres.TestKit;
using Sapphire.Web.Hosting;
using Sapphire.Web.TestKit;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Hosting;

/// <summary>Several nodes in one process: each has the actors of its roles, and together they are one Sapphire.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    private readonly InProcessBroker _broker = new();
    private readonly List<TemporaryHome> _homes = [];
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _homes.ForEach(static home => home.Dispose());
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_web_node_and_two_session_nodes_are_one_assistant()
    {
        await using NodeHost one = await StartNodeAsync("one");
        await using NodeHost two = await StartNodeAsync("two");
        await using TestServer web = await StartWebAsync("web");
        ChatGateway gateway = web.Host.Services.GetRequiredService<ChatGateway>();
        UpdateStreams streams = web.Host.Services.GetRequiredService<UpdateStreams>();
        for (int i = 0; i < 4; i++)
        {
            ChatId chat = ChatId.New(TimeProvider.System);
            CommandId create = Person.NewCommand();
            await Polling.UntilAsync(async () => (await gateway.SendAsync(new Actors.Chat.CreateChat(chat, create, TimeProvider.System.GetUtcNow(), null))).Accepted, "the chat is made");
            Actors.Chat.Say say = new(chat, Person.NewCommand(), TimeProvider.System.GetUtcNow(), MessageId.New(TimeProvider.System), TurnId.New(TimeProvider.System), MessageId.New(TimeProvider.System), $"what is {i} plus {i}", null, "page");
            CommandReply said = await gateway.SendAsync(say, TestContext.Current.CancellationToken);
            said.Accepted.ShouldBeTrue(said.Error?.ToString());

            // The same command again has one effect, also from another node.
            (await gateway.SendAsync(say, TestContext.Current.CancellationToken)).MessageId.ShouldBe(said.MessageId);
            using CancellationTokenSource deadline = new(Polling.Patience);
            await foreach (Update update in streams.Read(chat, deadline.Token))
            {
                MessageView? reply = update switch { ChatSnapshot snapshot => snapshot.Chat.Messages[^1], MessageChanged changed => changed.Message, _ => null };
                if (reply is { Role: MessageRole.Assistant, Status: MessageStatus.Completed })
                {
                    string.Concat(reply.Parts.OfType<TextPart>().Select(static p => p.Text)).ShouldContain($"{i + i}");
                    break;
                }
            }
        }

        using CancellationTokenSource patience = new(Polling.Patience);
        await foreach (Update update in streams.Read(null, patience.Token))
        {
            if (update is HomeSnapshot { Home.Chats.Count: 4 } or ChatListed)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task A_node_has_only_what_its_roles_need()
    {
        await using NodeHost session = await StartNodeAsync("one");
        await using NodeHost room = await StartNodeAsync("kitchen", NodeRole.Room);
        await using TestServer web = await StartWebAsync("web");
        session.Services.GetService<Sapphire.Actors.Speech.WorkerRecognizer>().ShouldBeNull();
        web.Host.Services.GetRequiredService<Sapphire.Actors.ClusterSpeech.ClusterRecognizer>().ShouldNotBeNull();
        room.Services.GetService<Sapphire.Persistence.Journal.IJournal>().ShouldBeNull();
        room.Services.GetService<Sapphire.Actors.Models.IModelDirectory>().ShouldBeNull();
        room.Services.GetService<Sapphire.Actors.Settings.SettingsStore>().ShouldBeNull();
        room.Services.GetRequiredService<ChatGateway>().ShouldNotBeNull();
        string home = _homes[1].Folder.Root;
        Directory.GetFiles(home, "*.db", SearchOption.AllDirectories).ShouldBeEmpty();
        foreach (TemporaryHome one in _homes)
        {
            // What all share is in none of them.
            File.Exists(one.Folder.SettingsFile).ShouldBeFalse();
            File.Exists(one.Folder.SecretKeyFile).ShouldBeFalse();
            File.Exists(one.Folder.MemoryFile).ShouldBeFalse();
        }
    }

    private async Task<NodeHost> StartNodeAsync(string name, NodeRole roles = NodeRole.Session)
    {
        NodeHost host = NodeHost.Create(Options(name, roles));
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private Task<TestServer> StartWebAsync(string name)
    {
        SapphireHostOptions own = Options(name, NodeRole.Web);
        return TestServer.StartAsync(_homes[^1], options => options with { Options = own.Options, Transport = own.Transport });
    }

    private SapphireHostOptions Options(string name, NodeRole roles)
    {
        TemporaryHome home = new();
        _homes.Add(home);
        return new()
        {
            Home = home.Folder,
            Options = new()
            {
                Storage = new() { Kind = StorageKind.PostgreSql, Shared = true, PostgreSql = new() { ConnectionString = new(_database) } },
                Cluster = new() { Node = name, Role = roles, Secret = new("a secret for nodes of one process only") },
            },
            Transport = settings => InProcessTransport.Create(_broker, settings),
        };
    }
}
