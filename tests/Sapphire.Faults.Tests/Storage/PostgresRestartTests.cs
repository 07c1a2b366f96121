using System.Diagnostics;
using System.Net;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Postgres.TestKit;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Storage;

/// <summary>The database server goes away under the running program, and comes back.</summary>
public sealed class PostgresRestartTests : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chats_answer_clearly_meanwhile_and_go_on_by_themselves(bool killed)
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        TestHome.WriteSettings(_home.Path, "builtin");
        await using SapphireServer server = await _home.OnPostgreSql(await postgres.NewDatabaseAsync()).StartAsync();
        await using Person person = await Person.AtAsync(server);
        ChatId chat = await person.CreateAsync();
        await person.AskAsync(chat, "what is 2 plus 2");
        await (killed ? postgres.KillAsync() : postgres.StopAsync());

        CommandId id = Person.NewCommand();
        CommandReply refused = await person.TrySayAsync(chat, "what is 3 plus 3", id);
        CommandError error = refused.Error.ShouldNotBeNull();
        error.Code.ShouldBe("storage", error.ToString());
        error.Retryable.ShouldBeTrue();
        $"{error.Title} {error.Detail}".ShouldContain("PostgreSQL");
        using (HttpResponseMessage health = await server.Http.GetAsync("healthz"))
        {
            health.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await postgres.StartAgainAsync();
        await Polling.UntilAsync(async () => (await person.TrySayAsync(chat, "what is 3 plus 3", id)).Accepted, "the chat goes on");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        await copy.UntilAsync(c => c.Replies().Count == 2 && c.Replies().All(Views.HasEnded), "the second reply");
        copy.Chat!.Users().Select(Views.Text).ShouldBe(["what is 2 plus 2", "what is 3 plus 3"]);
        copy.Chat!.Replies()[^1].Text().ShouldContain("6");
    }

    [Fact]
    public async Task While_the_server_hangs_chats_answer_at_once_after_the_first_wait_and_go_on_by_themselves()
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        TestHome.WriteSettings(_home.Path, "builtin");
        await using SapphireServer server = await _home.OnPostgreSql(await postgres.NewDatabaseAsync()).StartAsync();
        await using Person person = await Person.AtAsync(server);
        ChatId chat = await person.CreateAsync();
        await person.AskAsync(chat, "what is 2 plus 2");
        await postgres.FreezeAsync();

        // The first one finds out.
        CommandId id = Person.NewCommand();
        long begun = Stopwatch.GetTimestamp();
        CommandReply first = await person.TrySayAsync(chat, "what is 3 plus 3", id);
        first.Accepted.ShouldBeFalse();
        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        TestContext.Current.TestOutputHelper?.WriteLine($"first refusal after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s: {first.Error}");
        for (int i = 0; i < 3; i++)
        {
            begun = Stopwatch.GetTimestamp();
            CommandReply refused = await person.TrySayAsync(chat, "what is 3 plus 3", id);
            refused.Error.ShouldNotBeNull().Retryable.ShouldBeTrue(refused.Error.ToString());
            TestContext.Current.TestOutputHelper?.WriteLine($"then after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.000} s: {refused.Error}");
            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }

        await postgres.ThawAsync();
        await Polling.UntilAsync(async () => (await person.TrySayAsync(chat, "what is 3 plus 3", id)).Accepted, "the chat goes on");
        await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
        await copy.UntilAsync(c => c.Replies().Count == 2 && c.Replies().All(Views.HasEnded), "the second reply");
        copy.Chat!.Users().Select(Views.Text).ShouldBe(["what is 2 plus 2", "what is 3 plus 3"]);
        copy.Chat!.Replies()[^1].Text().ShouldContain("6");
    }
}
