using Microsoft.Data.Sqlite;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Kill;

/// <summary>kill -9 around a tool call: no tool is run twice unseen.</summary>
public sealed class KillInToolTests : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task After_the_tool_and_before_the_model_goes_on()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        Gate gate = new();
        provider.Enqueue(Answer.ToolCall("set_timer", """{"duration_seconds":3600,"label":"tea"}"""), Answer.Text("It is set.").PauseAfter(0, gate), Answer.Text("There is one already."));
        SapphireServer server = await _home.With(provider).StartAsync();
        ChatId chat;
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            chat = await person.CreateAsync();
            await person.SayAsync(chat, "Set a timer for tea, one hour.");
            await gate.Reached.WaitAsync(Polling.Patience);
            await server.Process.KillAsync();
        }

        await using SapphireServer again = await server.RestartAsync();
        await using Person later = await Person.AtAsync(again);
        await using ChatCopy copy = ChatCopy.Of(later.Client, chat);
        MessageView reply = await copy.LastReplyAsync();
        reply.Status.ShouldBe(MessageStatus.Interrupted);
        reply.Error!.CanRetry.ShouldBeTrue();
        reply.Parts.OfType<ToolPart>().ShouldHaveSingleItem().Name.ShouldBe("set_timer");
        (await later.HomeAsync()).Timers.ShouldHaveSingleItem().Label.ShouldBe("tea");

        // Only a person may run it again.
        provider.Chats.Count.ShouldBe(2);
        (await later.DoAsync("Retry", new TurnRequest(Person.NewCommand(), chat, reply.TurnId!.Value))).Accepted.ShouldBeTrue();
        await copy.UntilAsync(c => c.Messages[^1].Text() == "There is one already.", "the second reply");
        (await later.HomeAsync()).Timers.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task While_the_tool_runs()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        provider.Enqueue(Answer.ToolCall("save_memory", """{"text":"The locker code is 4312."}"""));
        SapphireServer server = await _home.With(provider).StartAsync();
        ChatId chat;
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            chat = await person.CreateAsync();

            // The tool waits for as long as another program writes into its database.
            using SqliteConnection held = Database.Open(Path.Combine(_home.Path, "data", "memory.db"));
            using (SqliteCommand begin = held.CreateCommand())
            {
                begin.CommandText = "BEGIN IMMEDIATE";
                begin.ExecuteNonQuery();
            }

            await person.SayAsync(chat, "Remember that my locker code is 4312.");
            await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
            await copy.UntilAsync(c => c.Messages[^1].Parts is [ToolPart { Name: "save_memory", Result: null, Error: null }], "the tool runs");
            await server.Process.KillAsync();
        }

        await using SapphireServer again = await server.RestartAsync();
        await using Person later = await Person.AtAsync(again);
        await using ChatCopy after = ChatCopy.Of(later.Client, chat);
        MessageView reply = await after.LastReplyAsync();
        reply.Status.ShouldBe(MessageStatus.Interrupted);
        reply.Error!.CanRetry.ShouldBeTrue();
        reply.Parts.ShouldHaveSingleItem().ShouldBeOfType<ToolPart>().Error.ShouldNotBeNull();
        provider.Chats.Count.ShouldBe(1);

        // It was killed before it could write, and was not run again.
        provider.Enqueue(Answer.ToolCall("search_memory", """{"query":"locker"}"""), Answer.Text("Nothing."));
        MessageView search = await later.AskAsync(chat, "What is my locker code?");
        search.Parts.OfType<ToolPart>().ShouldHaveSingleItem().Result.ShouldNotBeNull().ShouldNotContain("4312");
    }
}
