using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Postgres.TestKit;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Cluster;

/// <summary>Starts that cannot succeed, or not yet: clear errors, no secrets in them, and coming back by itself.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_wrong_password_and_wrong_TLS_are_told_and_tried_again()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        (string Broker, (string Name, string Value) Variable, string Told)[] cases =
        [
            ($"amqp://nobody:wrongword@127.0.0.1:{Port(world.Broker.Port)}", ("X", ""), "does not accept"),
            (world.Broker.TlsUri, ("X", ""), "certificate"),
            (world.Broker.TlsUri, ("SAPPHIRE_BROKER_CA", world.Broker.OtherAuthority), "certificate"),
            ($"amqps://127.0.0.1:{Port(world.Broker.Port)}", ("X", ""), "TLS"),
        ];
        foreach ((string broker, (string name, string value), string told) in cases)
        {
            SapphireServer.Launch launch = world.Launch($"wrong-{Array.FindIndex(cases, c => c.Told == told && c.Broker == broker && c.Variable.Value == value)}", "session", broker);
            await using ChildProcess node = world.Begin(launch with { Environment = new Dictionary<string, string?>(launch.Environment!, StringComparer.Ordinal) { [name] = value } });
            string output = await node.WaitForOutputAsync(static text => text.Contains("cannot be reached.", StringComparison.Ordinal), Patience);
            output.ShouldContain(told, Case.Insensitive);
            output.ShouldNotContain("wrongword");
            node.HasExited.ShouldBeFalse("it goes on trying");
        }
    }

    [Fact]
    public async Task A_trusted_certificate_and_a_password_of_the_environment_are_accepted()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        SapphireServer web = await world.StartWebAsync("web-tls", "web,session", launch => launch with
        {
            Arguments = [.. launch.Arguments.Select(argument => argument == world.Broker.Uri ? $"amqps://localhost:{Port(world.Broker.TlsPort)}" : argument)],
            Environment = new Dictionary<string, string?>(launch.Environment!, StringComparer.Ordinal)
            {
                ["SAPPHIRE_BROKER_USER"] = RabbitMq.TestKit.BrokerServer.User,
                ["SAPPHIRE_BROKER_PASSWORD"] = RabbitMq.TestKit.BrokerServer.Password,
                ["SAPPHIRE_BROKER_CA"] = world.Broker.Authority,
            },
        });
        await using Person person = await Person.AtAsync(web);
        ChatId chat = ChatId.New(TimeProvider.System);
        CommandId id = Person.NewCommand();
        await Polling.UntilAsync(async () => (await person.DoAsync("Create", new Web.Contracts.CreateChatRequest(id, chat, "TLS"))).Accepted, "the chat is made");
        (await person.AskAsync(chat, "what is 2 plus 2")).Text().ShouldContain("4");
    }

    [Fact]
    public async Task What_cannot_work_together_is_refused_at_once()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        await RefusedAsync(world.Launch("a", "session") with { Arguments = ["--roles", "session"] }, "--broker");
        await RefusedAsync(world.Launch("b", "session") with { Arguments = ["--roles", "session", "--broker", world.Broker.Uri] }, "--store");
        await RefusedAsync(world.Launch("c", "session") with { Environment = null }, "SAPPHIRE_CLUSTER_SECRET");
        await RefusedAsync(world.Launch("d", "sessions"), "no role");
        await RefusedAsync(world.Launch("e", "session", broker: "http://user:wrongword@127.0.0.1"), "amqp://");
        await RefusedAsync(world.Launch("f", "session") with { Arguments = ["--roles", "session", "--broker", world.Broker.Uri, "--store", world.Store, "--node", "Not A Name"] }, "no name of a node");
        await RefusedAsync(world.Launch("g", "session", store: world.Store + "_missing"), "no such database");

        // The first node sets the secret of the store.
        await world.StartNodeAsync("first");
        SapphireServer.Launch other = world.Launch("other", "session");
        await RefusedAsync(other with { Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["SAPPHIRE_CLUSTER_SECRET"] = "quite another secret than that of the cluster" } }, "not the one");

        async Task RefusedAsync(SapphireServer.Launch launch, string told)
        {
            await using ChildProcess node = world.Begin(launch);
            (await node.WaitForExitAsync(Patience)).ShouldNotBe(0);
            node.Output.ShouldContain(told);
            node.Output.ShouldNotContain("wrongword");
            node.Output.ShouldNotContain("quite another secret");
        }
    }

    [Fact]
    public async Task A_store_that_is_away_at_the_start_is_waited_for_and_pages_say_so()
    {
        await using ClusterWorld world = await ClusterWorld.StartAsync();
        await using PostgresServer late = await PostgresServer.StartAsync();
        await late.NewDatabaseAsync();
        string store = $"postgres://{PostgresServer.User}@127.0.0.1:{Port(late.Port)}/postgres";
        await late.StopAsync();
        int port = FreePort();
        SapphireServer.Launch launch = world.Launch("web-late", "web,session", store: store);
        await using ChildProcess node = world.Begin(launch with { Arguments = [.. launch.Arguments, "--port", Port(port)] });
        await node.WaitForOutputAsync(static text => text.Contains("cannot be reached", StringComparison.Ordinal), Patience);
        using HttpClient http = new() { BaseAddress = new($"http://127.0.0.1:{Port(port + 1)}/") };
        await Polling.UntilAsync(async () => await GetAsync("healthz") is { } health && health.Contains("store", StringComparison.Ordinal), "/healthz names the store");
        (await GetAsync("")).ShouldNotBeNull().ShouldContain("waits for its database");
        await late.StartAgainAsync();
        await node.WaitForOutputAsync(static text => text.Contains("Press Ctrl-C", StringComparison.Ordinal), Patience);
        await Polling.UntilAsync(async () => await GetAsync("healthz") == "{\"status\":\"ok\"}", "/healthz is well");

        async Task<string?> GetAsync(string path)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(path);
                return await answer.Content.ReadAsStringAsync();
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }
    }

    private static string Port(int port) => port.ToString(CultureInfo.InvariantCulture);

    // Two in a row.
    private static int FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using TcpListener one = new(IPAddress.Loopback, port), two = new(IPAddress.Loopback, port + 1);
                one.Start();
                two.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: others.
            }
        }
    }
}
