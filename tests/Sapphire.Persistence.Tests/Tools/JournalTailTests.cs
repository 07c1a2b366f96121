using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

public sealed class JournalTailTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_last_events_are_shown_and_it_ends_when_it_is_not_to_follow()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        (await NamesAsync(tallies.Journal, new() { Last = 3, Follow = false })).ShouldBe(["tally-b 2", "tally-a 6", "tally-c 1"]);
        (await NamesAsync(tallies.Journal, new() { Last = 0, Follow = false })).ShouldBeEmpty();
        (await NamesAsync(tallies.Journal, new() { Last = 100, Follow = false })).Count.ShouldBe(9);
        (await NamesAsync(tallies.Journal, new() { Last = 2, Follow = false, PersistenceId = "tally-a" })).ShouldBe(["tally-a 5", "tally-a 6"]);
        (await NamesAsync(tallies.Journal, new() { Last = 2, Follow = false, PersistenceId = "tally-q" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rare_events_with_a_tag_are_found_however_far_back_they_are()
    {
        await using TallyJournal tallies = new();
        await tallies.WriteAsync("tally-a", "tally.added.1", """{"amount":1}""", "rare");
        await tallies.WriteAsync("tally-b", "tally.added.1", """{"amount":1}""", "rare");
        await tallies.Journal.WriteAsync(new("tally-c", await tallies.EpochAsync("tally-c"), [.. Enumerable.Range(1, 5000).Select(n => new JournalEntry(n, "tally.added.1", """{"amount":1}"""u8.ToArray(), DateTimeOffset.UnixEpoch))]));
        (await NamesAsync(tallies.Journal, new() { Last = 2, Follow = false, Tag = "rare" })).ShouldBe(["tally-a 1", "tally-b 1"]);
        (await NamesAsync(tallies.Journal, new() { Last = 2, Follow = false, Tag = "rare", PersistenceId = "tally-b" })).ShouldBe(["tally-b 1"]);
        (await NamesAsync(tallies.Journal, new() { Last = 1, Follow = false, Tag = "none" })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, null, "tally-a 7, tally-b 3, tally-a 8")]
    [InlineData("tally-a", null, "tally-a 7, tally-a 8")]
    [InlineData(null, "red", "tally-b 3, tally-a 8")]
    [InlineData("tally-a", "red", "tally-a 8")]
    public async Task New_events_of_another_program_are_followed(string? id, string? tag, string expected)
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        await using SqliteJournal beside = SqliteJournal.OpenReadOnly(new(tallies.Path) { WatchInterval = TimeSpan.FromMilliseconds(20) });
        using CancellationTokenSource stop = new(Patience);
        string[] wanted = expected.Split(", ");
        List<string> seen = [];
        Task following = Task.Run(async () =>
        {
            await foreach (JournalRow row in JournalTail.ReadAsync(beside, new() { PersistenceId = id, Tag = tag, Last = 0 }, stop.Token))
            {
                seen.Add($"{row.PersistenceId} {row.SequenceNr}");
                if (seen.Count == wanted.Length)
                {
                    return;
                }
            }
        });
        await tallies.WriteAsync("tally-a", "tally.added.1", """{"amount":1}""");
        await tallies.WriteAsync("tally-b", "tally.added.1", """{"amount":1}""", "red");
        await tallies.WriteAsync("tally-a", "tally.added.1", """{"amount":1}""", "red");
        await following;
        seen.ShouldBe(wanted);
    }

    [Fact]
    public async Task Following_ends_when_it_is_cancelled()
    {
        await using TallyJournal tallies = await TallyJournal.FilledAsync();
        using CancellationTokenSource stop = new();
        Task<List<string>> following = NamesAsync(tallies.Journal, new() { Last = 1 }, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => following.WaitAsync(Patience));
    }

    private static async Task<List<string>> NamesAsync(IJournal journal, TailOptions options, CancellationToken cancellationToken = default)
    {
        List<string> names = [];
        await foreach (JournalRow row in JournalTail.ReadAsync(journal, options, cancellationToken))
        {
            names.Add($"{row.PersistenceId} {row.SequenceNr}");
        }

        return names;
    }
}
