using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Health;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Metrics;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Metrics;

public sealed partial class MetricsTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task OnThisMachineTheyNeedNoLoginElsewhereTheyDo()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor local = server.Local();
        using HttpResponseMessage open = await local.GetAsync("/metrics");
        open.StatusCode.ShouldBe(HttpStatusCode.OK);
        open.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        using Visitor remote = server.Remote();
        using HttpResponseMessage closed = await remote.GetAsync("/metrics");
        closed.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task TheyGrowWithRealWorkAndTellAFailingStore()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = server.Local();
        IJournal journal = server.Host.Services.GetRequiredService<IJournal>();
        Dictionary<string, List<double>> before = await ReadAsync(visitor);
        before["sapphire_journal_healthy"].ShouldContain(1);
        before["sapphire_journal_breaker{breaker=\"journal\"}"].ShouldContain(0);
        before["sapphire_journal_queue_rows"].ShouldContain(0);
        before["sapphire_query_live"].Single().ShouldBeGreaterThanOrEqualTo(3, "the read models follow the journal");
        before["sapphire_projection_lag{projection=\"chats\"}"].ShouldNotBeEmpty();
        long epoch = await journal.RaiseEpochAsync("secret-id");
        for (int nr = 1; nr <= 20; nr++)
        {
            await journal.WriteAsync(new("secret-id", epoch, [new(nr, "test.event.1", [.. "{\"secret\":1}"u8], DateTimeOffset.UnixEpoch)]));
        }

        Dictionary<string, List<double>> after = await ReadAsync(visitor);
        Grown("sapphire_journal_commit_duration_seconds_count").ShouldBeGreaterThanOrEqualTo(21);
        Grown("sapphire_journal_batch_rows_sum").ShouldBeGreaterThanOrEqualTo(21);
        Grown("sapphire_journal_write_duration_seconds_count").ShouldBeGreaterThanOrEqualTo(20);
        Grown("sapphire_journal_write_duration_seconds_sum").ShouldBeGreaterThan(0);
        after["sapphire_journal_wal_size_bytes"].Max().ShouldBeGreaterThan(0);
        after["sapphire_journal_size_bytes"].Max().ShouldBeGreaterThan(0);
        after["sapphire_recovery_duration_seconds_count"].Single().ShouldBeGreaterThan(0, "the schedule has recovered");

        using (SqliteConnection held = SqliteFile.Open(new(_home.Folder.JournalFile)))
        {
            using SqliteCommand begin = held.CreateCommand();
            begin.CommandText = "BEGIN EXCLUSIVE";
            begin.ExecuteNonQuery();
            await Should.ThrowAsync<StorageException>(journal.WriteAsync(new("secret-id", epoch, [new(21, "test.event.1", [1], DateTimeOffset.UnixEpoch)])));
            after = await ReadAsync(visitor);
            after["sapphire_journal_healthy"].ShouldContain(0);
            after["sapphire_journal_commit_failures_total{reason=\"busy\"}"].Single().ShouldBeGreaterThan(0);
            (await visitor.Client.GetStringAsync("/healthz")).ShouldBe("""{"status":"degraded","degraded":["journal"]}""");
        }

        StorageHealth health = server.Host.Services.GetRequiredService<StorageHealth>();
        await Eventually.TrueAsync(() => health.Problem is null, "it works again");
        (await visitor.Client.GetStringAsync("/healthz")).ShouldBe("""{"status":"ok"}""");
        (await visitor.Client.GetStringAsync("/metrics")).ShouldNotContain("secret");

        double Grown(string name) => after[name].Single() - before.GetValueOrDefault(name, [0]).Single();
    }

    [Fact]
    public void OneThatCannotBeObservedTakesNothingFromTheOthers()
    {
        using MetricsCollector collector = new();
        using Meter meter = new("Sapphire.Test.Broken");
        meter.CreateObservableGauge<long>("sapphire.test.broken", static long () => throw new ObjectDisposedException("gone"));
        meter.CreateObservableGauge("sapphire.test.whole", static () => 7);
        string text = collector.ToText();
        text.ShouldContain("sapphire_test_whole 7\n");
        text.ShouldContain("# Not observed: ObjectDisposedException");
    }

    [Fact]
    public void TheTextIsAsPrometheusWantsIt()
    {
        using System.Diagnostics.Metrics.Meter meter = new("Sapphire.Test");
        using MetricsCollector collector = new();
        System.Diagnostics.Metrics.Histogram<double> histogram = meter.CreateHistogram<double>("sapphire.test.time", "s", "How long.", advice: new() { HistogramBucketBoundaries = [0.1, 1] });
        System.Diagnostics.Metrics.Counter<long> counter = meter.CreateCounter<long>("sapphire.test.failures", null, "A\nB \\ C");
        System.Diagnostics.Metrics.UpDownCounter<long> gauge = meter.CreateUpDownCounter<long>("sapphire.test.open");
        int seen = 0;
        meter.CreateObservableGauge("sapphire.test.size", () => ++seen * 10L, "By");
        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(7);
        counter.Add(2, new KeyValuePair<string, object?>("reason", "a\"b\\c\nd"));
        gauge.Add(3);
        gauge.Add(-1);
        string.Join('\n', collector.ToText().Split('\n').Where(line => line.Contains("sapphire_test", StringComparison.Ordinal))).ShouldBe(
            """
            # HELP sapphire_test_failures_total A\nB \\ C
            # TYPE sapphire_test_failures_total counter
            sapphire_test_failures_total{reason="a\"b\\c\nd"} 2
            # HELP sapphire_test_open 
            # TYPE sapphire_test_open gauge
            sapphire_test_open 2
            # HELP sapphire_test_size_bytes 
            # TYPE sapphire_test_size_bytes gauge
            sapphire_test_size_bytes 10
            # HELP sapphire_test_time_seconds How long.
            # TYPE sapphire_test_time_seconds histogram
            sapphire_test_time_seconds_bucket{le="0.1"} 1
            sapphire_test_time_seconds_bucket{le="1"} 2
            sapphire_test_time_seconds_bucket{le="+Inf"} 3
            sapphire_test_time_seconds_sum 7.6
            sapphire_test_time_seconds_count 3
            """.ReplaceLineEndings("\n"));
        collector.ToText().ShouldContain("sapphire_test_size_bytes 20", Case.Sensitive, "it is observed anew");
        meter.Dispose();
        collector.ToText().ShouldNotContain("sapphire_test");
    }

    private static async Task<Dictionary<string, List<double>>> ReadAsync(Visitor visitor)
    {
        Dictionary<string, List<double>> values = new(StringComparer.Ordinal);
        foreach (string line in (await visitor.Client.GetStringAsync("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            Match match = Sample().Match(line);
            match.Success.ShouldBeTrue(line);

            // Other servers of this process have journals too.
            if (!values.TryGetValue(match.Groups["name"].Value, out List<double>? all))
            {
                values.Add(match.Groups["name"].Value, all = []);
            }

            all.Add(double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture));
        }

        return values;
    }

    [GeneratedRegex("""^(?<name>[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})?) (?<value>\S+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
