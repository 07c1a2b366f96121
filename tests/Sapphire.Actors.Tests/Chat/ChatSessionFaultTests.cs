using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Persistence.Journal;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>A chat when the store fails, the session fails, or the program ends abruptly.</summary>
public sealed class ChatSessionFaultTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    private HarnessSetup Setup => new(_home.Path) { Chat = new() { ProgressInterval = TimeSpan.FromMilliseconds(50) } };

    [Fact]
    public async Task A_full_disk_is_answered_and_the_same_command_works_afterwards()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        sapphire.Journal.BeforeWrite = _ => throw new StorageException(StorageReason.Full, "The disk is full. Free some space.");
        Say say = sapphire.NewSay(chat, "hello");
        CommandError error = (await sapphire.SendAsync(say)).Error!;
        error.ShouldBe(new("storage", "This could not be stored.", "The disk is full. Free some space.", Retryable: true));

        sapphire.Journal.BeforeWrite = null;
        (await sapphire.SendAsync(say)).ShouldBe(CommandReply.Done(say.MessageId, say.TurnId));
        (await sapphire.Model.NextAsync()).Say("Hi.").Finish();
        await using ChatReader reader = sapphire.Read(chat);
        await reader.UntilAsync(MessageStatus.Completed);
        reader.View!.Messages.Select(ChatReader.TextOf).ShouldBe(["hello", "Hi."]);
    }

    [Fact]
    public async Task What_is_too_large_to_be_stored_is_refused()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        sapphire.Journal.MaxPayloadBytes = 1000;
        CommandError error = (await sapphire.SendAsync(sapphire.NewSay(chat, new('x', 1000)))).Error!;
        error.Code.ShouldBe("storage");
        error.Retryable.ShouldBeFalse();
        await sapphire.SayAsync(chat, "short");
        (await sapphire.EventsAsync(chat)).OfType<UserSaid>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_turn_that_has_stored_nothing_is_run_again_after_a_crash()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        await sapphire.Model.NextAsync();
        sapphire = await sapphire.RestartAsync(crash: true);
        await using AssistantHarness next = sapphire;

        // Nobody asks for the chat: it wakes by itself.
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Messages[^1].Text.ShouldBe("hello");
        request.Say("Hi.").Finish();
        await using ChatReader reader = sapphire.Read(chat);
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Text.ShouldBe("Hi.");
        (await sapphire.EventsAsync(chat)).OfType<TurnStarted>().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_turn_that_has_stored_something_is_interrupted_after_a_crash(bool onlyReasoning)
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        Say say = await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        _ = onlyReasoning ? request.Think("Let me see") : request.Say("Let me see");
        await sapphire.StoredAsync<ReplyProgressed>(chat);
        Say waiting = await sapphire.SayAsync(chat, "and?");
        long epoch = (await sapphire.ViewAsync(chat)).Messages[1].Epoch;
        sapphire = await sapphire.RestartAsync(crash: true);
        await using AssistantHarness next = sapphire;

        LiveRequest answer = await sapphire.Model.NextAsync();
        answer.Messages[^1].Text.ShouldBe(onlyReasoning ? "hello\n\nand?" : "and?", "what waited is answered");
        answer.Say("Yes.").Finish();
        await using ChatReader reader = sapphire.Read(chat);
        await reader.UntilAsync(MessageStatus.Completed);
        MessageView interrupted = reader.View!.Messages[1];
        interrupted.Status.ShouldBe(MessageStatus.Interrupted);
        interrupted.Error!.CanRetry.ShouldBeTrue();
        interrupted.Error.CanContinue.ShouldBe(!onlyReasoning, "only text can be continued");
        interrupted.Epoch.ShouldBeGreaterThan(epoch);
        interrupted.TurnId.ShouldBe(say.TurnId);
        reader.Reply.TurnId.ShouldBe(waiting.TurnId);
        sapphire.Model.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_turn_whose_tool_ran_is_interrupted_and_the_tool_is_not_run_twice()
    {
        int runs = 0;
        TaskCompletionSource never = new();
        AIFunction tool = AIFunctionFactory.Create(async () =>
        {
            Interlocked.Increment(ref runs);
            await never.Task;
        }, "once");
        AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Tools = [tool] });
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        (await sapphire.Model.NextAsync()).Call("c1", "once").Finish();
        await sapphire.StoredAsync<ToolCalled>(chat);
        await AssistantHarness.UntilAsync(() => Task.FromResult(Volatile.Read(ref runs) == 1), "the tool does not run");
        sapphire = await sapphire.RestartAsync(crash: true);
        await using AssistantHarness next = sapphire;
        await using ChatReader reader = sapphire.Read(chat);
        await reader.UntilAsync(MessageStatus.Interrupted);
        reader.Reply.Parts.ShouldHaveSingleItem().ShouldBeOfType<ToolPart>().Error.ShouldBe("It did not finish.");
        runs.ShouldBe(1);
        sapphire.Model.Count.ShouldBe(0);
        never.SetResult();
    }

    [Fact]
    public async Task A_clean_stop_stores_what_was_said_until_then()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Chat = new() { ProgressInterval = TimeSpan.FromMinutes(1) } });
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Say("Well, ");
        await using (ChatReader reader = sapphire.Read(chat))
        {
            await reader.UntilTextAsync("Well, ");
        }

        sapphire = await sapphire.RestartAsync();
        MessageView reply = (await sapphire.ViewAsync(chat)).Messages[^1];
        await sapphire.DisposeAsync();
        reply.Status.ShouldBe(MessageStatus.Interrupted);
        ChatReader.TextOf(reply).ShouldBe("Well, ");
    }

    [Fact]
    public async Task The_epoch_grows_with_every_start()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        List<long> epochs = [];
        for (int i = 0; i < 3; i++)
        {
            LiveRequest request = await sapphire.Model.NextAsync();
            await using (ChatReader reader = sapphire.Read(chat))
            {
                await reader.UntilAsync(_ => true);
                epochs.Add(reader.Reply.Epoch);
            }

            sapphire = await sapphire.RestartAsync(crash: true);
        }

        await sapphire.DisposeAsync();
        epochs.SequenceEqual(epochs.Distinct().Order()).ShouldBeTrue("each start has a higher epoch");
        epochs.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_snapshot_is_taken_every_so_often_and_recovered_from()
    {
        HarnessSetup setup = Setup with { Chat = new() { SnapshotEvery = 6 }, Script = static request => request.Say("ok").Finish() };
        AssistantHarness sapphire = await AssistantHarness.StartAsync(setup);
        ChatId chat = await sapphire.CreateAsync();
        for (int i = 0; i < 4; i++)
        {
            await sapphire.SayAsync(chat, $"message {i}");
            await using ChatReader reader = sapphire.Read(chat);
            await reader.UntilAsync(MessageStatus.Completed);
        }

        await AssistantHarness.UntilAsync(async () => await sapphire.Journal.LoadSnapshotAsync($"chat-{chat}") is { SequenceNr: >= 12 }, "no second snapshot");
        string before = ChatReader.Normal(await sapphire.ViewAsync(chat));
        sapphire = await sapphire.RestartAsync();

        // What the snapshot holds is no longer read from the journal.
        long covered = (await sapphire.Journal.LoadSnapshotAsync($"chat-{chat}"))!.SequenceNr;
        long lowest = long.MaxValue;
        sapphire.Journal.Reading = (id, from) => lowest = id.StartsWith("chat-", StringComparison.Ordinal) ? Math.Min(lowest, from) : lowest;
        ChatReader.Normal(await sapphire.ViewAsync(chat)).ShouldBe(before);
        lowest.ShouldBe(covered + 1);
        await sapphire.DisposeAsync();
    }

    [Fact]
    public async Task An_idle_chat_leaves_the_memory_only_without_readers_and_comes_back()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Script = static request => request.Say("ok").Finish() });
        ChatId chat = await sapphire.CreateAsync();
        await using (ChatReader reader = sapphire.Read(chat))
        {
            await reader.UntilAsync(_ => true);
            IActorRef session = (await sapphire.SessionAsync(chat))!;
            session.Tell(ReceiveTimeout.Instance, ActorRefs.NoSender);
            await sapphire.SayAsync(chat, "hello");
            await reader.UntilAsync(MessageStatus.Completed);
            (await sapphire.SessionAsync(chat)).ShouldBe(session, "it has a reader");
        }

        await sapphire.PassivateAsync(chat);
        (await sapphire.ViewAsync(chat)).Messages.Select(ChatReader.TextOf).ShouldBe(["hello", "ok"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Readers_subscribe_again_when_the_session_fails_or_stops(bool stop)
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        await sapphire.SayAsync(chat, "hello");
        LiveRequest first = await sapphire.Model.NextAsync();
        if (stop)
        {
            await reader.UntilAsync(MessageStatus.Streaming);
            sapphire.System.Stop((await sapphire.SessionAsync(chat))!);
        }
        else
        {
            await reader.UntilAsync(MessageStatus.Streaming);
            sapphire.Tell(chat, new TestProtocol.Bomb(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow()));
        }

        (await first.Ended.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken)).ShouldBeTrue("the old turn goes on");
        long epoch = reader.Reply.Epoch;
        await reader.UntilAsync(one => one.Reply.Epoch > epoch);
        LiveRequest again = await sapphire.Model.NextAsync();
        again.Say("Hi.").Finish();
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Text.ShouldBe("Hi.");
        ChatReader.Normal(await sapphire.ViewAsync(chat)).ShouldBe(ChatReader.Normal(reader.View!));
    }

    [Fact]
    public async Task What_an_old_turn_left_in_the_mailbox_is_not_said_by_the_next()
    {
        TaskCompletionSource arrived = new();
        TaskCompletionSource commit = new();
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        LiveRequest old = await sapphire.Model.NextAsync();
        sapphire.Journal.BeforeWrite = async _ =>
        {
            arrived.TrySetResult();
            await commit.Task;
        };
        sapphire.Tell(chat, new RenameChat(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow(), "Busy"));
        await arrived.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);

        // The session waits for its write: the fault, the old words and the old end wait behind it, and outlive the restart.
        sapphire.Tell(chat, new TestProtocol.Bomb(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow()));
        old.Say("old").Finish();
        await old.Ended.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);
        sapphire.Journal.BeforeWrite = null;
        commit.SetResult();
        (await sapphire.Model.NextAsync()).Say("new").Finish();
        await using ChatReader reader = sapphire.Read(chat);
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Text.ShouldBe("new");
    }
}
