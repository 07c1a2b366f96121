using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Kill;

public sealed class CleanStopTests : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task SIGTERM_during_an_answer_ends_well_and_loses_nothing()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        provider.Enqueue(Answer.Text("One two three four five.").Stall(5));
        SapphireServer server = await _home.With(provider).StartAsync();
        ChatId chat;
        CommandReply said;
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            chat = await person.CreateAsync("Counting");
            said = await person.SayAsync(chat, "Count.");
            await using ChatCopy copy = ChatCopy.Of(person.Client, chat);
            await copy.UntilAsync(c => c.Messages[^1].Text() == "One two three four ", "four words");

            // The limit of a stop is 10 s.
            (await server.Process.TerminateAsync(TimeSpan.FromSeconds(12))).ShouldBe(0);
            server.Process.Output.ShouldNotContain("xception");
        }

        await using SapphireServer again = await server.RestartAsync();
        await using Person later = await Person.AtAsync(again);
        await using ChatCopy after = ChatCopy.Of(later.Client, chat);
        MessageView reply = await after.LastReplyAsync();
        reply.Status.ShouldBe(MessageStatus.Interrupted, reply.ToString());
        reply.Text().ShouldBe("One two three four ", "a clean stop stores what was said");
        after.Chat!.Title.ShouldBe("Counting");
        after.Chat!.Users().ShouldHaveSingleItem().Id.ShouldBe(said.MessageId!.Value);
    }
}
