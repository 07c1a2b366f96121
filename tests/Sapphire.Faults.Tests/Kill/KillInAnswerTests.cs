using System.Collections.Concurrent;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.Contracts;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Kill;

/// <summary>kill -9 while a reply is being written: design §5.</summary>
public sealed class KillInAnswerTests : IDisposable
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(1, 2000).Select(n => $"word{n}"));
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_was_stored_stays_and_at_most_the_last_second_is_missing()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        provider.Enqueue(Answer.Text(Long).Every(TimeSpan.FromMilliseconds(10)), Answer.Text("Once more."));
        SapphireServer server = await _home.With(provider).StartAsync();
        ChatId chat;
        CommandReply said;
        MessageView held;
        string old = "";
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            chat = await person.CreateAsync();
            said = await person.SayAsync(chat, "Tell me a lot.");
            await using ChatCopy copy = ChatCopy.Of(person.Client, chat);

            // Two seconds and a half: a second until it is stored, and what a loaded machine needs to store it.
            ConcurrentQueue<(long At, string Text)> seen = new();
            long begun = 0;
            await copy.UntilAsync(
                c =>
                {
                    long now = TimeProvider.System.GetTimestamp();
                    string text = c.Messages[^1].Text();
                    begun = begun == 0 && text.Length > 0 ? now : begun;
                    seen.Enqueue((now, text));
                    return begun != 0 && TimeProvider.System.GetElapsedTime(begun, now) > TimeSpan.FromSeconds(4);
                },
                "four seconds of text");
            await server.Process.KillAsync();
            long killed = TimeProvider.System.GetTimestamp();
            held = copy.Chat!.Messages[^1];
            held.Status.ShouldBe(MessageStatus.Streaming);
            old = seen.Last(s => TimeProvider.System.GetElapsedTime(s.At, killed) > TimeSpan.FromSeconds(2.5)).Text;
            old.Length.ShouldBeGreaterThan(0);
        }

        await using SapphireServer again = await server.RestartAsync();
        await using Person later = await Person.AtAsync(again);
        await using ChatCopy after = ChatCopy.Of(later.Client, chat);
        MessageView reply = await after.LastReplyAsync();
        reply.Status.ShouldBe(MessageStatus.Interrupted);
        reply.Error.ShouldNotBeNull().CanRetry.ShouldBeTrue();
        reply.Id.ShouldBe(held.Id);
        Long.ShouldStartWith(reply.Text());
        reply.Text().ShouldStartWith(old, customMessage: "what was said more than a second before the kill is missing");

        // Who holds more than that sees by the epoch that it is no continuation.
        reply.Epoch.ShouldBeGreaterThan(held.Epoch);
        MessageView user = after.Chat!.Users().ShouldHaveSingleItem();
        user.Id.ShouldBe(said.MessageId!.Value);
        user.Text().ShouldBe("Tell me a lot.");
        provider.Chats.Count.ShouldBe(1);

        (await later.DoAsync("Retry", new TurnRequest(Person.NewCommand(), chat, reply.TurnId!.Value))).Accepted.ShouldBeTrue();
        ChatView retried = await after.UntilAsync(c => c.Messages[^1].Status == MessageStatus.Completed && c.Messages[^1].Id != reply.Id, "the second reply");
        retried.Messages[^1].Text().ShouldBe("Once more.");
        retried.Users().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Before_the_first_token_the_turn_runs_again_by_itself()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        Gate gate = new();
        provider.Enqueue(Answer.Text("Never said.").PauseAfter(0, gate), Answer.Text("Here I am."));
        SapphireServer server = await _home.With(provider).StartAsync();
        ChatId chat;
        CommandReply said;
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            chat = await person.CreateAsync();
            said = await person.SayAsync(chat, "Are you there?");
            await gate.Reached.WaitAsync(Polling.Patience);
            await server.Process.KillAsync();
        }

        await using SapphireServer again = await server.RestartAsync();

        // Nobody has opened the chat.
        await Polling.UntilAsync(() => provider.Chats.Count == 2, "the provider is asked again");
        await using Person later = await Person.AtAsync(again);
        await using ChatCopy copy = ChatCopy.Of(later.Client, chat);
        MessageView reply = await copy.LastReplyAsync();
        reply.Status.ShouldBe(MessageStatus.Completed);
        reply.Text().ShouldBe("Here I am.");
        reply.TurnId.ShouldBe(said.TurnId);
        copy.Chat!.Users().ShouldHaveSingleItem().Id.ShouldBe(said.MessageId!.Value);
        provider.Chats.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_second_message_that_waited_is_answered()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        Gate gate = new();
        provider.Enqueue(Answer.Text("One two three four.").PauseAfter(3, gate), Answer.Text("Second answer."), Answer.Text("Third answer."));
        SapphireServer server = await _home.Configure("sapphire.chat.progress-interval = 50ms").With(provider).StartAsync();
        ChatId chat;
        CommandReply[] said = new CommandReply[3];
        await using (server)
        {
            await using Person person = await Person.AtAsync(server);
            chat = await person.CreateAsync();
            said[0] = await person.SayAsync(chat, "First.");
            await gate.Reached.WaitAsync(Polling.Patience);
            said[1] = await person.SayAsync(chat, "Second.");
            said[2] = await person.SayAsync(chat, "Third.");
            await Polling.UntilAsync(
                () => Database.Scalar<long>(_home.Journal, "SELECT count(*) FROM journal WHERE manifest = 'chat.reply-progressed.1'") > 0, "a first piece is stored");
            await server.Process.KillAsync();
        }

        await using SapphireServer again = await server.RestartAsync();
        await Polling.UntilAsync(() => provider.Chats.Count == 3, "the waiting messages are answered with nobody there");
        await using Person later = await Person.AtAsync(again);
        await using ChatCopy copy = ChatCopy.Of(later.Client, chat);
        await copy.UntilAsync(c => c.Replies().All(Views.HasEnded), "all turns have ended");
        copy.Chat!.Users().Select(m => m.Id).ShouldBe(said.Select(s => s.MessageId!.Value));
        copy.Chat!.Users().Select(Views.Text).ShouldBe(["First.", "Second.", "Third."]);
        copy.Chat!.Replies().Select(m => (m.Status, m.Text())).ShouldBe(
            [(MessageStatus.Interrupted, "One two "), (MessageStatus.Completed, "Second answer."), (MessageStatus.Completed, "Third answer.")]);
    }
}
