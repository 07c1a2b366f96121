using System.Text;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Subscriptions;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Persistence;
using Sapphire.Persistence.Journal;

namespace Sapphire.Actors.Tests.Chat;

/// <summary>A chat that cannot be read, and what is kept of one that can.</summary>
public sealed class ChatRecoveryTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("chat.from-the-future.9", "{}", "'chat.from-the-future.9' is unknown")]
    [InlineData("chat.renamed.1", "{\"title\":", "A stored 'chat.renamed.1' cannot be read")]
    public async Task A_chat_that_cannot_be_read_says_why_and_harms_no_other(string manifest, string json, string reason)
    {
        AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path));
        ChatId broken = await sapphire.CreateAsync();
        ChatId whole = await sapphire.CreateAsync();
        sapphire = await sapphire.RestartAsync();
        await using AssistantHarness next = sapphire;
        string id = $"chat-{broken}";
        long nr = await sapphire.Journal.HighestSequenceNrAsync(id) + 1;
        await sapphire.Journal.WriteAsync(new(id, await sapphire.Journal.RaiseEpochAsync(id), [new(nr, manifest, Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch)]));

        CommandError error = (await sapphire.SendAsync(sapphire.NewSay(broken, "hello"))).Error!;
        error.Code.ShouldBe("unreadable");
        error.Title.ShouldBe("This chat could not be opened.");
        error.Detail.ShouldContain($"Event {nr} of '{id}'");
        error.Detail.ShouldContain(reason);
        error.Retryable.ShouldBeFalse();
        SubscriptionException refused = await Should.ThrowAsync<SubscriptionException>(() => sapphire.ViewAsync(broken));
        refused.Error.ShouldBe(error);

        await sapphire.SayAsync(whole, "hello");
        (await sapphire.Model.NextAsync()).Say("Hi.").Finish();
        await using ChatReader reader = sapphire.Read(whole);
        await reader.UntilAsync(MessageStatus.Completed);
    }

    [Fact]
    public async Task The_last_two_snapshots_and_all_events_are_kept()
    {
        HarnessSetup setup = new(_home.Path) { Chat = new() { SnapshotEvery = 6 }, Script = static request => request.Say("ok").Finish() };
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(setup);
        ChatId chat = await sapphire.CreateAsync();
        string id = $"chat-{chat}";
        for (int i = 0; i < 12; i++)
        {
            await sapphire.SayAsync(chat, $"message {i}");
            await using ChatReader reader = sapphire.Read(chat);
            await reader.UntilAsync(one => one.View!.Messages.Count == 2 * (i + 1) && one.Reply.Status == MessageStatus.Completed);
        }

        await AssistantHarness.UntilAsync(
            async () => await SnapshotsAsync(sapphire.Journal, id) is [> 24, > 18], "there are not two snapshots, the older ones deleted");
        (await sapphire.Journal.ReadAsync(id, 1, long.MaxValue, 10_000)).Select(row => row.SequenceNr)
            .ShouldBe(Enumerable.Range(1, (int)await sapphire.Journal.HighestSequenceNrAsync(id)).Select(nr => (long)nr));
    }

    [Fact]
    public void A_snapshot_is_taken_every_two_hundred_events() => ChatSessionSettings.Default.SnapshotEvery.ShouldBe(200);

    // The newest first.
    private static async Task<IReadOnlyList<long>> SnapshotsAsync(IJournal journal, string id)
    {
        List<long> numbers = [];
        SnapshotSelectionCriteria criteria = SnapshotSelectionCriteria.Latest;
        while (await journal.LoadSnapshotAsync(id, criteria) is { } snapshot)
        {
            numbers.Add(snapshot.SequenceNr);
            criteria = new(snapshot.SequenceNr - 1);
        }

        return numbers;
    }
}
