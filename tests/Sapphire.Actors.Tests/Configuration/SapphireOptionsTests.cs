using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Configuration;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Actors.Tests.Configuration;

public sealed class SapphireOptionsTests
{
    private static readonly string File = Find("hocon/sapphire.conf");

    [Fact]
    public void The_documented_file_holds_every_default()
    {
        var options = SapphireOptions.Read(Load(""));
        var models = new ModelOptions();
        WebOptions web = new();
        (options with { Models = models, Web = web }).ShouldBe(new SapphireOptions { Models = models, Web = web });
        (options.Web with { HostNames = default }).ShouldBe(new WebOptions { HostNames = default });
        options.Web.HostNames.ShouldBeEmpty();
        options.Models.ScanPorts.ShouldBe([1234, 11434, 8080, 8000]);
        (options.Models with { ScanPorts = default }).ShouldBe(new ModelOptions { ScanPorts = default });
        options.Web.HttpsPort.ShouldBe(8073);
        options.Web.HttpPort.ShouldBe(8074);
        options.Web.HttpsAddress.ShouldBe(IPAddress.Any);
        options.Web.Login.ShouldBe(new LoginOptions { Attempts = 5, Window = TimeSpan.FromMinutes(1), Session = TimeSpan.FromDays(30) });
        options.Journal.ShouldBe(new JournalOptions { Synchronous = JournalSynchronous.Full, BatchSize = 1000, WalLimit = 64 * 1024 * 1024 });
        options.Chat.ShouldBe(new ChatOptions
        {
            PassivateAfter = TimeSpan.FromMinutes(10),
            SnapshotEvery = 200,
            ToolTimeout = TimeSpan.FromSeconds(30),
            ProgressInterval = TimeSpan.FromSeconds(1),
            MaxText = 100_000,
        });
        options.Models.HealthCheckEvery.ShouldBe(TimeSpan.FromSeconds(15));
        options.Models.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        options.Models.FirstTokenTimeout.ShouldBe(TimeSpan.FromMinutes(2));
        options.Models.StallTimeout.ShouldBe(TimeSpan.FromMinutes(1));
        options.Log.ShouldBe(new LogOptions { Level = LogLevel.Information, FileSize = 10 * 1024 * 1024, Files = 5 });
        options.Workers.ShouldBe(new WorkerOptions
        {
            Recognizers = 2,
            Queue = 64,
            IdleStop = TimeSpan.FromMinutes(10),
            Memory = 500L << 20,
            RecognizerMemory = 700L << 20,
            StartTimeout = TimeSpan.FromSeconds(20),
            SynthesisTimeout = TimeSpan.FromSeconds(10),
            RecognitionTimeout = TimeSpan.FromSeconds(10),
            FileTimeout = TimeSpan.FromMinutes(1),
        });
        options.Shutdown.Timeout.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_settings_of_the_actor_system_stand_beside_and_are_checked()
    {
        SapphireOptions.Read(Load("")).Akka.IsEmpty.ShouldBeTrue();
        SapphireOptions.Read(Load("akka.actor.default-dispatcher.throughput = 100")).Akka.GetInt("akka.actor.default-dispatcher.throughput").ShouldBe(100);
        string problem = Should.Throw<SapphireOptionsException>(() => SapphireOptions.Read(Load("sapphire.web.https-port = no\nakka.actor.tpyo = 1"))).Message;
        problem.ShouldContain("sapphire.web.https-port");
        problem.ShouldContain("'akka.actor.tpyo'");
        problem = Should.Throw<SapphireOptionsException>(() => SapphireOptions.Read(Load("akka.actor.default-dispatcher.throughput = none"))).Message;
        problem.ShouldContain("'akka.actor.default-dispatcher.throughput'");
        problem.ShouldContain("line 1");
    }

    [Fact]
    public void The_documented_file_sets_every_key_that_is_read()
    {
        var lines = ConfigReport.Create(Load("")).Lines;
        lines.Length.ShouldBe(72);
        lines.ShouldAllBe(line => line.Source.StartsWith(File + ":", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SAPPHIRE_HTTPS_PORT", "9443", "sapphire.web.https-port")]
    [InlineData("SAPPHIRE_HTTPS_ADDRESS", "127.0.0.1", "sapphire.web.https-address")]
    [InlineData("SAPPHIRE_HTTP_PORT", "9080", "sapphire.web.http-port")]
    [InlineData("SAPPHIRE_JOURNAL_SYNCHRONOUS", "normal", "sapphire.journal.synchronous")]
    [InlineData("SAPPHIRE_LOG_LEVEL", "debug", "sapphire.log.level")]
    public void An_environment_variable_replaces_a_default(string variable, string value, string key)
    {
        var configuration = Load("", name => name == variable ? value : null);
        var line = ConfigReport.Create(configuration).Lines.Single(line => line.Key == key);
        line.ShouldBe(new ConfigReportLine(key, value, "environment variable " + variable));
        SapphireOptions.Read(configuration).ShouldNotBe(SapphireOptions.Read(Load("")));
    }

    [Fact]
    public void A_missing_section_means_the_defaults() =>
        (SapphireOptions.Read(new ConfigurationBuilder().Build()).Web with { HostNames = default }).ShouldBe(new WebOptions { HostNames = default });

    [Theory]
    [InlineData("web.https-port = 99999", "sapphire.web.https-port (line 1) is '99999'; allowed is a whole number from 0 to 65535.")]
    [InlineData("web.https-port = https", "is 'https'; allowed is a whole number from 0 to 65535.")]
    [InlineData("web.https-port = 8074", "sapphire.web.http-port")]
    [InlineData("web.https-port { a = 1 }", "must be a single value, not a list or an object.")]
    [InlineData("web.https-address = 8073", "is '8073'; allowed is an IP address")]
    [InlineData("web.https-address = localhost", "is 'localhost'; allowed is an IP address")]
    [InlineData("web.login.window = 5 parsecs", "allowed is a duration from 1s to 1d.")]
    [InlineData("web.login.window = infinite", "allowed is a duration from 1s to 1d.")]
    [InlineData("chat.passivate-after = 0", "allowed is a duration from 1s to 7d, or infinite.")]
    [InlineData("journal.wal-limit = 1", "allowed is a size from 1 MiB to 4 GiB.")]
    [InlineData("journal.synchronous = off", "allowed is one of full, normal.")]
    [InlineData("log.level = 2", "allowed is one of trace, debug, information, warning, error, critical, none.")]
    [InlineData("models.scan-ports = [1, x]", "is '[1, x]'; allowed is a list of whole numbers from 1 to 65535")]
    [InlineData("models.scan-ports = 5", "is '5'; allowed is a list")]
    [InlineData("web.https-prot = 1", "sapphire.web.https-prot (line 1) is not a key of Sapphire; did you mean sapphire.web.https-port?")]
    [InlineData("https-port = 1", "did you mean sapphire.web.https-port?")]
    [InlineData("chat.tool_timeout = 1", "did you mean sapphire.chat.tool-timeout?")]
    [InlineData("chat.tool-rounds = 1", "is a setting now: sapphire config set MAX_TOOL_ITERATIONS")]
    [InlineData("web = 5", "sapphire.web")]
    [InlineData("\"odd key $!\".x = 5", "is not a key of Sapphire")]
    public void What_is_not_allowed_is_named_with_its_place_and_what_is_allowed(string text, string part)
    {
        var configuration = new ConfigurationBuilder().AddHocon("sapphire { " + text + " }").Build();
        Should.Throw<SapphireOptionsException>(() => SapphireOptions.Read(configuration)).Message.ShouldContain(part);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        var configuration = new ConfigurationBuilder().AddHocon("sapphire { web.https-port = x, log.files = 0, chat.nothing = 1 }").Build();
        Should.Throw<SapphireOptionsException>(() => SapphireOptions.Read(configuration)).Problems.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[5000]", 1)]
    public void A_shorter_list_replaces_the_whole_list(string list, int count) =>
        SapphireOptions.Read(Load($"sapphire.models.scan-ports = {list}")).Models.ScanPorts.Length.ShouldBe(count);

    [Fact]
    public void An_infinite_time_is_allowed_where_it_is_documented() =>
        SapphireOptions.Read(Load("sapphire.chat.passivate-after = infinite")).Chat.PassivateAfter.ShouldBe(Timeout.InfiniteTimeSpan);

    [Fact]
    public void The_report_shows_value_and_source_and_reads_back()
    {
        var report = ConfigReport.Create(Load("sapphire.log.files = 7"));
        report.Lines.Single(line => line.Key == "sapphire.log.files").ShouldBe(new ConfigReportLine("sapphire.log.files", "7", "line 1"));
        var text = report.ToString();
        text.ShouldContain("sapphire.web.https-port = 8073");
        text.ShouldContain("# line 1");
        var again = SapphireOptions.Read(new ConfigurationBuilder().AddHocon(text).Build());
        again.Log.Files.ShouldBe(7);
        again.Models.ScanPorts.Length.ShouldBe(4);
    }

    [Fact]
    public void The_report_names_other_providers_and_defaults()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("sapphire:log:files", "3")]).Build();
        var lines = ConfigReport.Create(configuration).Lines;
        lines.Single(line => line.Key == "sapphire.log.files").Source.ShouldContain("Memory");
        lines.Single(line => line.Key == "sapphire.log.level").ShouldBe(new ConfigReportLine("sapphire.log.level", "information", "default"));
    }

    private static IConfigurationRoot Load(string more, Func<string, string?>? environment = null)
    {
        var builder = new ConfigurationBuilder();
        builder.AddHoconFile(File).AddHocon(more);
        ((HoconConfigurationSource)builder.Sources[0]).EnvironmentVariables = environment ?? (_ => null);
        return builder.Build();
    }

    private static string Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, relative)))
                return Path.Combine(folder.FullName, relative);
        }

        throw new FileNotFoundException("The file is in no folder above the tests.", relative);
    }
}
