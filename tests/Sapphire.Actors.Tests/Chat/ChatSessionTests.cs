using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Persistence.Journal;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>A chat in the real composition, on a real journal: commands, streams and turns.</summary>
public sealed class ChatSessionTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    private HarnessSetup Setup => new(_home.Path);

    [Fact]
    public async Task A_command_is_answered_only_after_its_events_are_stored()
    {
        TaskCompletionSource arrived = new();
        TaskCompletionSource commit = new();
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        sapphire.Journal.BeforeWrite = async _ =>
        {
            arrived.TrySetResult();
            await commit.Task;
        };

        Task<Say> reply = sapphire.SayAsync(chat, "hello");
        await arrived.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);
        (await sapphire.EventsAsync(chat)).OfType<UserSaid>().ShouldBeEmpty();
        await Task.WhenAny(reply, Beat());
        reply.IsCompleted.ShouldBeFalse("answered before the commit");
        sapphire.Model.Count.ShouldBe(0, "the model was asked before the commit");

        sapphire.Journal.BeforeWrite = null;
        commit.SetResult();
        await reply.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);
        (await sapphire.EventsAsync(chat)).OfType<UserSaid>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_reply_streams_is_stored_and_all_readers_see_the_same()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader early = sapphire.Read(chat);
        await early.UntilAsync(_ => true);
        await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Think("hm").Say("One").Say(", two");
        await early.UntilTextAsync("One, two");

        await using ChatReader late = sapphire.Read(chat);
        await late.UntilAsync(_ => true);
        late.Text.ShouldBe("One, two", "a reader that joins late gets the text so far");
        late.Reply.Sequence.ShouldBe(3);
        request.Say(", three");
        request.Finish();
        await early.UntilAsync(MessageStatus.Completed);
        await late.UntilAsync(MessageStatus.Completed);

        early.Text.ShouldBe("One, two, three");
        early.Reply.Parts.Count.ShouldBe(2);
        early.Reply.Model.ShouldBe("live (Test)");
        ChatReader.Normal(late.View!).ShouldBe(ChatReader.Normal(early.View!));
        ChatReader.Normal(await sapphire.ViewAsync(chat)).ShouldBe(ChatReader.Normal(early.View!));
        early.Seen.OfType<TextDelta>().Select(delta => delta.Sequence).ShouldBe([1, 2, 3, 4]);
        early.View!.Title.ShouldBe("hello");
    }

    [Fact]
    public async Task The_same_command_id_takes_effect_once_also_after_passivation_snapshot_and_restart()
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Chat = new() { SnapshotEvery = 2 }, Script = static request => request.Say("ok").Finish() });
        try
        {
            ChatId chat = await sapphire.CreateAsync();
            Say say = await sapphire.SayAsync(chat, "hello");
            await using (ChatReader reader = sapphire.Read(chat))
            {
                await reader.UntilAsync(MessageStatus.Completed);
            }

            Say again = sapphire.NewSay(chat, "hello") with { CommandId = say.CommandId };
            (await sapphire.SendAsync(again)).ShouldBe(CommandReply.Done(say.MessageId, say.TurnId));

            // It is saved beside the commands.
            await AssistantHarness.UntilAsync(async () => await sapphire.Journal.LoadSnapshotAsync($"chat-{chat}") is not null, "a snapshot");
            await sapphire.PassivateAsync(chat);
            (await sapphire.SendAsync(again)).ShouldBe(CommandReply.Done(say.MessageId, say.TurnId));

            sapphire = await sapphire.RestartAsync();
            (await sapphire.Journal.LoadSnapshotAsync($"chat-{chat}", long.MaxValue, TestContext.Current.CancellationToken)).ShouldNotBeNull();
            (await sapphire.SendAsync(again)).ShouldBe(CommandReply.Done(say.MessageId, say.TurnId));
            (await sapphire.EventsAsync(chat)).OfType<UserSaid>().Count().ShouldBe(1);
            (await sapphire.ViewAsync(chat)).Messages.Count.ShouldBe(2);
        }
        finally
        {
            await sapphire.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_second_message_is_stored_and_waits_for_the_first()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "first");
        LiveRequest first = await sapphire.Model.NextAsync();
        Say second = await sapphire.SayAsync(chat, "second");
        await using ChatReader reader = sapphire.Read(chat);
        await reader.UntilAsync(MessageStatus.Waiting);
        sapphire.Model.Count.ShouldBe(1);

        first.Say("1").Finish();
        LiveRequest next = await sapphire.Model.NextAsync();
        next.Messages.Skip(1).Select(message => message.Text).ShouldBe(["first", "1", "second"]);
        next.Say("2").Finish();
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Reply.TurnId.ShouldBe(second.TurnId);
        reader.View!.Messages.Select(ChatReader.TextOf).ShouldBe(["first", "1", "second", "2"]);
    }

    [Fact]
    public async Task Cancel_takes_effect_while_the_model_is_silent_and_keeps_what_was_said()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        Say say = await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Say("Well");
        await reader.UntilTextAsync("Well");
        (await sapphire.CancelAsync(chat, say.TurnId)).Accepted.ShouldBeTrue();

        await reader.UntilAsync(MessageStatus.Cancelled);
        reader.Text.ShouldBe("Well");
        (await request.Ended.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken)).ShouldBeTrue("the request to the model goes on");
        ImmutableArray<ChatEvent> events = await sapphire.EventsAsync(chat);
        events[^2].ShouldBeOfType<ReplyProgressed>().Text.ShouldBe("Well");
        events[^1].ShouldBeOfType<TurnCancelled>();
        (await sapphire.CancelAsync(chat, say.TurnId)).Accepted.ShouldBeTrue("the wish is fulfilled already");
    }

    [Fact]
    public async Task Cancel_takes_effect_while_a_tool_runs()
    {
        TaskCompletionSource running = new();
        TaskCompletionSource never = new();
        AIFunction tool = AIFunctionFactory.Create(async () =>
        {
            running.TrySetResult();
            await never.Task;
            return "done";
        }, "stall");
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Tools = [tool] });
        ChatId chat = await sapphire.CreateAsync();
        Say say = await sapphire.SayAsync(chat, "hello");
        (await sapphire.Model.NextAsync()).Call("c1", "stall").Finish();
        await running.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);
        (await sapphire.CancelAsync(chat, say.TurnId)).Accepted.ShouldBeTrue();

        MessageView reply = (await sapphire.ViewAsync(chat)).Messages[^1];
        reply.Status.ShouldBe(MessageStatus.Cancelled);
        reply.Parts.ShouldHaveSingleItem().ShouldBeOfType<ToolPart>().Error.ShouldNotBeNull();
        never.SetResult();
    }

    [Fact]
    public async Task A_waiting_turn_can_be_cancelled_before_its_time()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "first");
        LiveRequest first = await sapphire.Model.NextAsync();
        Say second = await sapphire.SayAsync(chat, "second");
        (await sapphire.CancelAsync(chat, second.TurnId)).Accepted.ShouldBeTrue();
        await using ChatReader reader = sapphire.Read(chat);
        await reader.UntilAsync(MessageStatus.Cancelled);
        first.Say("1").Finish();
        await reader.UntilAsync(one => one.View!.Messages[1].Status == MessageStatus.Completed);
        sapphire.Model.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Retry_answers_in_a_new_reply_and_continue_goes_on_in_the_old_one()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        Say say = await sapphire.SayAsync(chat, "count");
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Say("one, ");
        request.Fail(new ModelException("The connection broke.", "Continue.", canRetry: true));
        await reader.UntilAsync(MessageStatus.Failed);
        reader.Reply.Error.ShouldBe(new("The connection broke.", "Continue.", CanRetry: true, CanContinue: true));
        MessageId reply = reader.Reply.Id;

        TurnId goOn = TurnId.New(sapphire.Time);
        (await sapphire.SendAsync(new ContinueTurn(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow(), say.TurnId, goOn))).TurnId.ShouldBe(goOn);
        LiveRequest next = await sapphire.Model.NextAsync();
        next.Messages[^2].Text.ShouldBe("one, ");
        next.Say("two").Finish();
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Text.ShouldBe("one, two");
        reader.Reply.Id.ShouldBe(reply);

        (await sapphire.SendAsync(new RetryTurn(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow(), goOn, TurnId.New(sapphire.Time), MessageId.New(sapphire.Time)))).Accepted.ShouldBeTrue();
        LiveRequest again = await sapphire.Model.NextAsync();
        again.Messages.Count.ShouldBe(2);
        again.Say("three").Finish();
        await reader.UntilAsync(one => one.Reply.Id != reply && one.Reply.Status == MessageStatus.Completed);
        reader.View!.Messages.Select(ChatReader.TextOf).ShouldBe(["count", "three"]);
        ChatReader.Normal(await sapphire.ViewAsync(chat)).ShouldBe(ChatReader.Normal(reader.View!));
    }

    [Fact]
    public async Task A_correction_stops_the_answer_and_readers_see_the_new_branch_only()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        Say wrong = await sapphire.SayAsync(chat, "wood time is it");
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Say("Wood is");
        await reader.UntilTextAsync("Wood is");
        RoomId room = RoomId.New(sapphire.Time);

        Say right = sapphire.NewSay(chat, "what time is it") with { Replaces = wrong.MessageId, RoomId = room };
        (await sapphire.SendAsync(right)).Accepted.ShouldBeTrue();
        (await request.Ended.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await sapphire.Model.NextAsync()).Say("Noon.").Finish();
        await reader.UntilAsync(MessageStatus.Completed);

        reader.View!.Messages.Select(ChatReader.TextOf).ShouldBe(["what time is it", "Noon."]);
        ChatReader.Normal(await sapphire.ViewAsync(chat)).ShouldBe(ChatReader.Normal(reader.View));
        (await sapphire.EventsAsync(chat)).OfType<UserSaid>().Select(said => said.RoomId).ShouldBe([null, room]);
    }

    [Fact]
    public async Task Deleting_a_chat_cancels_its_turns_and_restoring_it_brings_everything_back()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Say("Well");
        await reader.UntilTextAsync("Well");
        Say waiting = await sapphire.SayAsync(chat, "still there?");
        (await sapphire.SendAsync(new DeleteChat(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow()))).Accepted.ShouldBeTrue();
        await reader.UntilAsync(one => one.View!.Deleted);
        (await request.Ended.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await sapphire.SendAsync(sapphire.NewSay(chat, "more"))).Error!.Code.ShouldBe("deleted");

        (await sapphire.SendAsync(new RestoreChat(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow()))).Accepted.ShouldBeTrue();
        await reader.UntilAsync(one => !one.View!.Deleted);
        reader.View!.Messages.Select(message => (ChatReader.TextOf(message), message.Status)).ShouldBe(
            [("hello", MessageStatus.Completed), ("Well", MessageStatus.Cancelled), ("still there?", MessageStatus.Completed), (string.Empty, MessageStatus.Cancelled)]);
        reader.Reply.TurnId.ShouldBe(waiting.TurnId);
        sapphire.Model.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_exception_inside_a_turn_fails_the_reply_and_the_chat_goes_on()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Say("We");
        request.Fail(new InvalidCastException("A defect."));
        await reader.UntilAsync(MessageStatus.Failed);
        reader.Text.ShouldBe("We");
        reader.Reply.Error!.Title.ShouldBe("Something went wrong inside Sapphire.");
        reader.Reply.Error.CanRetry.ShouldBeTrue();

        await sapphire.SayAsync(chat, "again");
        (await sapphire.Model.NextAsync()).Say("Better.").Finish();
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Text.ShouldBe("Better.");
        reader.Seen.OfType<ChatSnapshot>().Count().ShouldBeLessThanOrEqualTo(2, "the session itself did not fail");
    }

    [Fact]
    public async Task A_tool_call_is_stored_before_the_tool_runs()
    {
        TaskCompletionSource arrived = new();
        TaskCompletionSource commit = new();
        TaskCompletionSource ran = new();
        AIFunction tool = AIFunctionFactory.Create(() =>
        {
            ran.TrySetResult();
            return "42";
        }, "answer");
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Tools = [tool] });
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        sapphire.Journal.BeforeWrite = async write =>
        {
            if (write.Events.Any(one => one.Manifest.StartsWith("chat.tool-called", StringComparison.Ordinal)))
            {
                arrived.TrySetResult();
                await commit.Task;
            }
        };
        request.Call("c1", "answer").Finish();
        await arrived.Task.WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);
        await Task.WhenAny(ran.Task, Beat());
        ran.Task.IsCompleted.ShouldBeFalse("the tool ran before its call was stored");

        commit.SetResult();
        (await sapphire.Model.NextAsync()).Say("It is 42.").Finish();
        await using ChatReader reader = sapphire.Read(chat);
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Reply.Parts[0].ShouldBe(new ToolPart("c1", "answer", "{}", "42", null, ((ToolPart)reader.Reply.Parts[0]).DurationMs));
        (await sapphire.EventsAsync(chat)).Select(one => one.GetType()).Skip(3).ShouldBe(
            [typeof(ToolCalled), typeof(ToolReturned), typeof(ReplyProgressed), typeof(ReplyCompleted)]);
    }

    [Fact]
    public async Task Progress_is_stored_once_an_interval()
    {
        ManualTimeProvider time = new();
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Time = time });
        ChatId chat = await sapphire.CreateAsync();
        await using ChatReader reader = sapphire.Read(chat);
        await sapphire.SayAsync(chat, "hello");
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Say("a").Say("b").Say("c");
        await reader.UntilTextAsync("abc");
        time.Advance(TimeSpan.FromMilliseconds(999));
        request.Say("d");
        await reader.UntilTextAsync("abcd");
        (await sapphire.EventsAsync(chat)).OfType<ReplyProgressed>().ShouldBeEmpty();

        time.Advance(TimeSpan.FromMilliseconds(1));
        await ProgressAsync("abcd");
        request.Say("e").Say("f");
        await reader.UntilTextAsync("abcdef");
        (await sapphire.EventsAsync(chat)).OfType<ReplyProgressed>().Count().ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(1));
        await ProgressAsync("abcd", "ef");
        request.Finish();
        await reader.UntilAsync(MessageStatus.Completed);
        (await sapphire.EventsAsync(chat)).OfType<ReplyProgressed>().Count().ShouldBe(2, "only what is new is stored");

        async Task ProgressAsync(params string[] expected)
        {
            string[] stored = [];
            long start = TimeProvider.System.GetTimestamp();
            using PeriodicTimer poll = new(TimeSpan.FromMilliseconds(5));
            while (!stored.SequenceEqual(expected, StringComparer.Ordinal))
            {
                TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(AssistantHarness.Deadline, string.Join('|', stored));
                await poll.WaitForNextTickAsync(TestContext.Current.CancellationToken);
                stored = [.. (await sapphire.EventsAsync(chat)).OfType<ReplyProgressed>().Select(one => one.Text)];
            }
        }
    }

    [Fact]
    public async Task Bad_commands_get_a_precise_error_and_change_nothing()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Chat = new() { MaxText = 100 } });
        ChatId chat = await sapphire.CreateAsync();
        (await sapphire.SendAsync(sapphire.NewSay(ChatId.New(sapphire.Time), "hello"))).Error!.Code.ShouldBe("unknown-chat");
        (await sapphire.SendAsync(sapphire.NewSay(chat, " \0"))).Error!.Code.ShouldBe("invalid");
        (await sapphire.SendAsync(sapphire.NewSay(chat, new('x', 101)))).Error!.Title.ShouldContain("101");
        (await sapphire.CancelAsync(chat, TurnId.New(sapphire.Time))).Error!.Code.ShouldBe("unknown-turn");
        (await sapphire.EventsAsync(chat)).Length.ShouldBe(1);
    }

    // Long enough for a defect to show on most runs; nothing depends on its length when there is none.
    private static async Task Beat()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        await timer.WaitForNextTickAsync();
    }
}
