using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Schedule;
using Sapphire.Actors.Tests.Home;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Actors.Tools;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>Chats and the home while the real store takes no writes: another connection holds its write lock.</summary>
public sealed class ChatSessionStorageTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    private HarnessSetup Setup => new(_home.Path)
    {
        Chat = new() { ProgressInterval = TimeSpan.FromMilliseconds(20) },
        Persistence = static options => options with
        {
            Journal = options.Journal with { BusyTimeout = TimeSpan.FromMilliseconds(20) },
            Guard = options.Guard with { Journal = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)) },
        },
    };

    [Fact]
    public async Task A_chat_out_of_memory_opens_refuses_at_once_with_the_cause_and_goes_on_by_itself()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Script = static request => request.Say("Hi.").Finish() });
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        await sapphire.StoredAsync<ReplyCompleted>(chat);
        await sapphire.PassivateAsync(chat);
        Say say = sapphire.NewSay(chat, "and now?");
        ChatReader reader;
        using (Lock())
        {
            reader = sapphire.Read(chat);
            await reader.UntilAsync(_ => true);
            reader.View!.Messages.Select(ChatReader.TextOf).ShouldBe(["hello", "Hi."]);
            for (int i = 0; i < 20; i++)
            {
                long started = Stopwatch.GetTimestamp();
                CommandError refused = (await sapphire.SendAsync(say)).Error!;
                refused.Code.ShouldBe("storage");
                refused.Retryable.ShouldBeTrue();
                refused.Detail.ShouldContain("Another program holds");
                Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2.5), "it is not asked a second time");
            }

            sapphire.Get<StorageHealth>().Problem.ShouldNotBeNull();
        }

        // The reader stays; the same command works.
        await HealthyAsync(sapphire);
        (await sapphire.SendAsync(say)).ShouldBe(CommandReply.Done(say.MessageId, say.TurnId));
        await reader.UntilAsync(one => one.View!.Messages.Count == 4 && one.Reply.Status == MessageStatus.Completed);
        reader.View!.Messages.Select(ChatReader.TextOf).ShouldBe(["hello", "Hi.", "and now?", "Hi."]);
        await reader.DisposeAsync();
        (await sapphire.EventsAsync(chat)).OfType<UserSaid>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_turn_that_streams_while_the_store_fails_is_shown_as_interrupted_and_ends_by_itself()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        Say said = await sapphire.SayAsync(chat, "hello");
        await using ChatReader reader = sapphire.Read(chat);
        LiveRequest request = await sapphire.Model.NextAsync();
        request.Say("Once upon ");
        await sapphire.StoredAsync<ReplyProgressed>(chat);
        using (Lock())
        {
            request.Say("a time");
            await reader.UntilAsync(one => one.Reply.Status == MessageStatus.Interrupted);
            reader.Text.ShouldBe("Once upon ");
            reader.Reply.Error.ShouldNotBeNull().Title.ShouldContain("could not be stored");
            (await sapphire.CancelAsync(chat, said.TurnId)).Error.ShouldNotBeNull().Code.ShouldBe("storage");
        }

        // Nobody sends anything.
        await sapphire.StoredAsync<TurnInterrupted>(chat);
        await reader.UntilAsync(one => one.Reply.Error is { CanRetry: true });
        reader.Reply.Status.ShouldBe(MessageStatus.Interrupted);
        reader.Text.ShouldBe("Once upon ");
    }

    [Fact]
    public async Task A_turn_that_has_stored_nothing_runs_again_when_the_store_works()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        await sapphire.SayAsync(chat, "hello");
        await using ChatReader reader = sapphire.Read(chat);
        LiveRequest request = await sapphire.Model.NextAsync();
        using (Lock())
        {
            request.Say("lost");
            await reader.UntilAsync(one => one.Reply.Status == MessageStatus.Interrupted);
        }

        (await sapphire.Model.NextAsync()).Say("Hi.").Finish();
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Text.ShouldBe("Hi.");
    }

    [Fact]
    public async Task The_home_says_what_is_wrong_and_that_it_is_over_and_timers_answer_at_once()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        ChatId chat = await sapphire.CreateAsync();
        ITimers timers = sapphire.Get<ITimers>();
        await timers.SetAsync(TimeSpan.FromHours(1), "tea", null, null, TestContext.Current.CancellationToken);
        await using HomeReader home = new(sapphire);
        await home.UntilAsync(one => one.View!.Timers.Count == 1 && one.View.Storage is null);
        using (Lock())
        {
            await sapphire.SendAsync(sapphire.NewSay(chat, "hello"));
            HomeView failing = (await home.UntilAsync(one => one.View!.Storage is not null)).View!;
            failing.Storage!.Reason.ShouldBe("busy");
            failing.Storage.Title.ShouldContain("Another program");
            failing.Storage.Detail.ShouldContain("Close that program");
            failing.Storage.Detail.ShouldNotContain("SQLite");
            for (int i = 0; i < 5; i++)
            {
                long started = Stopwatch.GetTimestamp();
                ToolException refused = await Should.ThrowAsync<ToolException>(timers.SetAsync(TimeSpan.FromHours(2), "egg", null, null, TestContext.Current.CancellationToken));
                refused.Message.ShouldContain("Another program holds");
                Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
            }
        }

        await home.UntilAsync(one => one.View!.Storage is null);
        await AssistantHarness.UntilAsync(
            async () =>
            {
                try
                {
                    return (await timers.ListAsync(default)).Count == 1;
                }
                catch (ToolException)
                {
                    // It starts again at this moment.
                    return false;
                }
            },
            "the timers are gone");
        await timers.SetAsync(TimeSpan.FromHours(2), "egg", null, null, TestContext.Current.CancellationToken);
        await home.UntilAsync(one => one.View!.Timers.Count == 2);
    }

    private static Task HealthyAsync(AssistantHarness sapphire) =>
        AssistantHarness.UntilAsync(() => Task.FromResult(sapphire.Get<StorageHealth>().Problem is null), "the store does not recover");

    private SqliteConnection Lock()
    {
        SqliteConnection held = new($"Data Source={HomeFolder.Resolve(_home.Path).JournalFile};Pooling=False;Default Timeout=20");
        held.Open();
        using SqliteCommand begin = held.CreateCommand();
        begin.CommandText = "BEGIN EXCLUSIVE";
        begin.ExecuteNonQuery();
        return held;
    }
}
