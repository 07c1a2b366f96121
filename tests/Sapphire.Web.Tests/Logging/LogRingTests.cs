using Microsoft.Extensions.Logging;
using Sapphire.Web.Contracts;
using Sapphire.Web.Logging;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Logging;

public sealed class LogRingTests
{
    private static readonly LogFilter All = new(LogLevel.Trace, "");

    [Fact]
    public void A_reader_gets_each_line_once_and_in_order()
    {
        LogRing ring = new(LogLevel.Information, 10);
        Write(ring, 1, 3);
        LogPage first = ring.Read(0, All, 100);
        Numbers(first).ShouldBe([1, 2, 3]);
        ring.Read(first.Newest, All, 100).Lines.ShouldBeEmpty();
        Write(ring, 4, 5);
        LogPage second = ring.Read(first.Newest, All, 100);
        Numbers(second).ShouldBe([4, 5]);
        second.Missed.ShouldBe(0);
    }

    [Fact]
    public void The_oldest_lines_go_and_a_slow_reader_is_told_how_many()
    {
        LogRing ring = new(LogLevel.Information, 10);
        Write(ring, 1, 3);
        LogPage first = ring.Read(0, All, 100);
        Write(ring, 4, 25);
        LogPage second = ring.Read(first.Newest, All, 100);
        Numbers(second).ShouldBe(Enumerable.Range(16, 10).Select(n => (long)n));
        second.Missed.ShouldBe(12);
        second.Newest.ShouldBe(25);
    }

    [Fact]
    public void Of_more_than_fit_the_newest_are_shown()
    {
        LogRing ring = new(LogLevel.Information, 10);
        Write(ring, 1, 8);
        LogPage page = ring.Read(0, All, 3);
        Numbers(page).ShouldBe([6, 7, 8]);
        page.Missed.ShouldBe(5);
    }

    [Theory]
    [InlineData(LogLevel.Warning, "", new long[] { 2, 3 })]
    [InlineData(LogLevel.Trace, "KITCHEN", new long[] { 1 })]
    [InlineData(LogLevel.Trace, "rooms", new long[] { 2 })]
    [InlineData(LogLevel.Trace, "timeout", new long[] { 3 })]
    [InlineData(LogLevel.Error, "kitchen", new long[0])]
    public void A_filter_is_a_level_and_a_text_in_words_source_or_exception(LogLevel level, string text, long[] expected)
    {
        LogRing ring = new(LogLevel.Trace, 10);
        ring.Add(default, LogLevel.Information, "Chat", "The kitchen is open.", null);
        ring.Add(default, LogLevel.Warning, "Sapphire.Rooms", "Nobody listens.", null);
        ring.Add(default, LogLevel.Error, "Chat", "It failed.", "System.TimeoutException: late");
        Numbers(ring.Read(0, new(level, text), 100)).ShouldBe(expected);
    }

    [Fact]
    public async Task Many_writers_lose_no_line_of_a_ring_that_is_large_enough()
    {
        LogRing ring = new(LogLevel.Trace, 4_000);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Write(ring, 1, 1_000), TestContext.Current.CancellationToken)));
        Numbers(ring.Read(0, All, 10_000)).ShouldBe(Enumerable.Range(1, 4_000).Select(n => (long)n));
    }

    [Fact]
    public async Task A_stream_gives_the_past_at_once_then_what_is_written()
    {
        TestClock time = new(DateTimeOffset.UnixEpoch);
        LogRing ring = new(LogLevel.Information, 10);
        Write(ring, 1, 12);
        await using IAsyncEnumerator<LogUpdate> updates = new LogStream(ring, time).ReadAsync(LogLevel.Information, "", TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.Lines.Count.ShouldBe(10);
        updates.Current.Missed.ShouldBe(0, "what is older than the ring is no loss to somebody who has just come");
        updates.Current.Level.ShouldBe("information");

        ValueTask<bool> next = updates.MoveNextAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        next.IsCompleted.ShouldBeFalse("nothing was written");
        Write(ring, 13, 13);
        time.Advance(TimeSpan.FromSeconds(1));
        (await next.AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldBeTrue();
        updates.Current.Lines.ShouldHaveSingleItem().Text.ShouldBe("line 13");
    }

    [Theory]
    [InlineData("debug", true)]
    [InlineData("Warning", true)]
    [InlineData("none", false)]
    [InlineData("2", false)]
    [InlineData("loud", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Levels_have_names(string? name, bool known) => LogStream.TryLevel(name, out _).ShouldBe(known);

    [Theory]
    [InlineData("postgres://me:hunter2!x@db.example.org/sapphire", "postgres://me:•••@db.example.org/sapphire")]
    [InlineData("Authorization: Bearer abcdef0123456789", "Authorization: Bearer •••")]
    [InlineData("{\"api_key\": \"0123456789abcdef\", \"model\": \"big\"}", "{\"api_key\": \"•••\", \"model\": \"big\"}")]
    [InlineData("password=swordfish;host=db", "password=•••;host=db")]
    [InlineData("GET /setup?link=0123456789abcdef&x=1", "GET /setup?link=•••&x=1")]
    [InlineData("The key sk-proj-0123456789abcdefghij was refused.", "The key ••• was refused.")]
    [InlineData("gsk_0123456789abcdefghij", "•••")]
    [InlineData("12 tokens in 0.4 s, at http://127.0.0.1:1234/v1", "12 tokens in 0.4 s, at http://127.0.0.1:1234/v1")]
    [InlineData("The link: connected", "The link: connected")]
    [InlineData("The token is missing.", "The token is missing.")]
    public void What_looks_like_a_secret_is_crossed_out(string text, string clean) => LogScrubber.Clean(text).ShouldBe(clean);

    private static void Write(LogRing ring, int from, int to)
    {
        for (int i = from; i <= to; i++)
        {
            ring.Add(DateTimeOffset.UnixEpoch, LogLevel.Information, "Test", $"line {i}", null);
        }
    }

    private static IEnumerable<long> Numbers(LogPage page) => page.Lines.Select(line => line.Number);
}
