using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Dispatch;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.TestKit;

namespace Sapphire.Kernel.Tests.Configuration;

public sealed class SettingsTests
{
    private static Config Hocon(string text) => ConfigurationFactory.ParseString(text);

    private static string Refused(string text) => Should.Throw<ConfigurationException>(() => Settings.Check(Hocon(text))).Message;

    [Fact]
    public async Task A_system_without_settings_has_those_of_the_reference()
    {
        await using ActorSystem system = ActorSystem.Create("reference");
        Settings settings = system.Settings;
        settings.LogDeadLetters.ShouldBe(10);
        settings.LogDeadLettersDuringShutdown.ShouldBeFalse();
        settings.LogDeadLettersSuspendDuration.ShouldBe(TimeSpan.FromMinutes(5));
        settings.SerializeAllMessages.ShouldBeFalse();
        settings.AskTimeout.ShouldBe(Timeout.InfiniteTimeSpan);
        settings.DefaultVirtualNodesFactor.ShouldBe(10);
        settings.CoordinatedShutdownTerminateActorSystem.ShouldBeTrue();
        settings.CoordinatedShutdownRunByActorSystemTerminate.ShouldBeTrue();
        settings.CoordinatedShutdownRunByClrShutdownHook.ShouldBeTrue();
        settings.Config.GetInt("akka.actor.default-mailbox.mailbox-capacity").ShouldBe(1000);
        system.Dispatchers.DefaultGlobalDispatcher.ShouldBeOfType<ThreadPoolDispatcher>().Throughput.ShouldBe(30);
        system.Dispatchers.DefaultGlobalDispatcher.Id.ShouldBe("akka.actor.default-dispatcher");
        system.Mailboxes.Lookup(Mailboxes.DefaultMailboxId).ShouldBeOfType<UnboundedMailbox>();
    }

    [Fact]
    public async Task What_a_system_is_given_replaces_the_reference()
    {
        Config config = Hocon("""
            akka {
              log-dead-letters = on
              log-dead-letters-during-shutdown = on
              actor { ask-timeout = 3 s, serialize-messages = on, default-dispatcher.throughput = 7 }
            }
            other.key = 5
            """);
        await using ActorSystem byConfig = ActorSystem.Create("by-config", config);
        await using ActorSystem bySetup = ActorSystem.Create("by-setup", BootstrapSetup.Create().WithConfig(config));
        await using ActorSystem byRecord = ActorSystem.Create("by-record", new ActorSystemSetup { Config = config });
        foreach (ActorSystem system in (ActorSystem[])[byConfig, bySetup, byRecord])
        {
            system.Settings.LogDeadLetters.ShouldBe(int.MaxValue);
            system.Settings.LogDeadLettersDuringShutdown.ShouldBeTrue();
            system.Settings.AskTimeout.ShouldBe(TimeSpan.FromSeconds(3));
            system.Settings.SerializeAllMessages.ShouldBeTrue();
            system.Dispatchers.DefaultGlobalDispatcher.Throughput.ShouldBe(7);
            system.Settings.Config.GetInt("other.key").ShouldBe(5);
            system.Settings.Config.GetInt("akka.actor.default-mailbox.mailbox-capacity").ShouldBe(1000);
        }
    }

    [Fact]
    public async Task What_is_set_by_type_and_in_HOCON_is_one_setting()
    {
        await using ActorSystem system = ActorSystem.Create("typed", new ActorSystemSetup
        {
            Throughput = 3,
            LogDeadLetters = 0,
            Config = Hocon("akka { log-dead-letters = 5, actor.default-dispatcher { throughput = 9, throughput-deadline-time = 2ms } }"),
        });
        system.Dispatchers.DefaultGlobalDispatcher.Throughput.ShouldBe(3);
        system.Dispatchers.DefaultGlobalDispatcher.ThroughputDeadlineTime.ShouldBe(TimeSpan.FromMilliseconds(2));
        system.Settings.Config.GetInt("akka.actor.default-dispatcher.throughput").ShouldBe(3);
        system.Settings.LogDeadLetters.ShouldBe(0);
        system.Settings.Config.GetInt("akka.log-dead-letters").ShouldBe(0);
    }

    [Fact]
    public void Every_key_of_the_reference_may_be_set_and_its_misspelling_not()
    {
        Should.NotThrow(() => Settings.Check(ConfigurationFactory.Default()));
        foreach (ConfigEntry entry in ConfigurationFactory.Default().Entries().Where(e => e.Path.StartsWith("akka.", StringComparison.Ordinal) && !e.Path.Contains("requirements", StringComparison.Ordinal)))
        {
            string misspelt = entry.Path + "-x";
            string whole = Refused($"{misspelt} = 1");
            whole.ShouldContain($"'{misspelt}'");
        }
    }

    [Theory]
    [InlineData("akka.actr.default-dispatcher.throughput = 5", "'akka.actr.default-dispatcher.throughput'")]
    [InlineData("akka.actor.defualt-dispatcher.throughput = 5", "'akka.actor.defualt-dispatcher.throughput'")]
    [InlineData("akka.actor.default-dispatcher.fork-join-executor.parallelism-max = 5", "'akka.actor.default-dispatcher.fork-join-executor.parallelism-max'")]
    [InlineData("akka.actor.mine { type = Dispatcher, throughputs = 5 }", "'akka.actor.mine.throughputs'")]
    [InlineData("akka.actor.deployment.\"/a\".routees.paths = [x]", "'akka.actor.deployment.\"/a\".routees.paths'")]
    [InlineData("akka.coordinated-shutdown.phases.mine.timeouts = 5s", "'akka.coordinated-shutdown.phases.mine.timeouts'")]
    [InlineData("akka.actor = 5", "'akka.actor'")]
    [InlineData("akka.log-dead-letters { a = 5 }", "'akka.log-dead-letters.a'")]
    public void An_unknown_key_is_refused_by_name(string text, string key) => Refused(text).ShouldContain(key);

    [Theory]
    [InlineData("akka.loglevel = LOUD", "'akka.loglevel'")]
    [InlineData("akka.log-dead-letters = many", "'akka.log-dead-letters'")]
    [InlineData("akka.log-dead-letters = -1", "'akka.log-dead-letters'")]
    [InlineData("akka.log-dead-letters-during-shutdown = maybe", "'akka.log-dead-letters-during-shutdown'")]
    [InlineData("akka.log-dead-letters-suspend-duration = 5 parsecs", "'akka.log-dead-letters-suspend-duration'")]
    [InlineData("akka.actor.ask-timeout = soon", "'akka.actor.ask-timeout'")]
    [InlineData("akka.actor.serialize-messages = [on]", "'akka.actor.serialize-messages'")]
    [InlineData("akka.actor.guardian-supervisor-strategy = \"No.Such, Type\"", "'akka.actor.guardian-supervisor-strategy'")]
    [InlineData("akka.actor.default-dispatcher.throughput = 0", "'akka.actor.default-dispatcher.throughput'")]
    [InlineData("akka.actor.default-dispatcher.throughput = five", "'akka.actor.default-dispatcher.throughput'")]
    [InlineData("akka.actor.default-dispatcher.throughput-deadline-time = -1 s", "'akka.actor.default-dispatcher.throughput-deadline-time'")]
    [InlineData("akka.actor.default-dispatcher.type = ForkJoinDispatcher", "'akka.actor.default-dispatcher.type'")]
    [InlineData("akka.actor.default-dispatcher.executor = mine", "'akka.actor.default-dispatcher.executor'")]
    [InlineData("akka.actor.mine { type = PinnedDispatcher, throughput = x }", "'akka.actor.mine.throughput'")]
    [InlineData("akka.actor.default-mailbox.mailbox-type = \"No.Such, Type\"", "'akka.actor.default-mailbox.mailbox-type'")]
    [InlineData("akka.actor.default-mailbox { mailbox-type = bounded, mailbox-capacity = 0 }", "'akka.actor.default-mailbox.mailbox-capacity'")]
    [InlineData("akka.actor.default-mailbox { mailbox-type = bounded, mailbox-overflow = wait }", "'akka.actor.default-mailbox.mailbox-overflow'")]
    [InlineData("akka.actor.default-mailbox { mailbox-type = bounded, mailbox-push-timeout-time = 10s }", "'akka.actor.default-mailbox.mailbox-push-timeout-time'")]
    [InlineData("akka.actor.default-mailbox.stash-capacity = -2", "'akka.actor.default-mailbox.stash-capacity'")]
    [InlineData("akka.actor.deployment.\"/a\" { router = round-robin-group }", "'akka.actor.deployment.\"/a\".router'")]
    [InlineData("akka.actor.deployment.\"/a\" { nr-of-instances = -1 }", "'akka.actor.deployment.\"/a\".nr-of-instances'")]
    [InlineData("akka.actor.deployment.\"/a/b c\" { nr-of-instances = 1 }", "'akka.actor.deployment.")]
    [InlineData("akka.actor.deployment.name { nr-of-instances = 1 }", "'akka.actor.deployment.name'")]
    [InlineData("akka.actor.deployment.default.virtual-nodes-factor = 0", "'akka.actor.deployment.default.virtual-nodes-factor'")]
    [InlineData("akka.scheduler.implementation = Mine", "'akka.scheduler.implementation'")]
    [InlineData("akka.coordinated-shutdown.default-phase-timeout = infinite", "'akka.coordinated-shutdown.default-phase-timeout'")]
    [InlineData("akka.coordinated-shutdown.phases.service-stop.timeout = no", "'akka.coordinated-shutdown.phases.service-stop.timeout'")]
    [InlineData("akka.coordinated-shutdown.phases.service-stop.recover = 7", "'akka.coordinated-shutdown.phases.service-stop.recover'")]
    [InlineData("akka.coordinated-shutdown.phases.before-service-unbind.depends-on = [service-stop]", "'akka.coordinated-shutdown.phases.before-service-unbind.depends-on'")]
    [InlineData("akka.coordinated-shutdown.terminate-actor-system = off", "'akka.coordinated-shutdown.terminate-actor-system'")]
    public void A_value_that_is_not_allowed_is_refused_by_key(string text, string key)
    {
        Refused(text).ShouldContain(key);
        Should.Throw<ConfigurationException>(() => ActorSystem.Create("refused", Hocon(text)));
    }

    [Fact]
    public void All_unknown_keys_are_named_at_once_with_their_places()
    {
        string message = Refused("akka.one = 1\nakka.two = 2");
        message.ShouldContain("line 1");
        message.ShouldContain("'akka.one'");
        message.ShouldContain("line 2");
        message.ShouldContain("'akka.two'");
    }

    [Fact]
    public void Sections_that_other_parts_know_are_open()
    {
        Should.NotThrow(() => Settings.Check(Hocon("""
            mine.anything = 1
            akka.test.timefactor = 1
            akka.actor.serializers { mine = "My.Serializer, My" }
            akka.actor.mailbox.requirements { "My.Semantics, My" = my-mailbox }
            """)));
    }

    public sealed class Resuming : SupervisorStrategyConfigurator
    {
        public override SupervisorStrategy Create() => new OneForOneStrategy(_ => Directive.Resume);
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing()
        {
            int handled = 0;
            Receive<string>(text =>
            {
                handled++;
                if (text == "fail") throw new InvalidOperationException("on purpose");
                Sender.Tell(handled);
            });
        }
    }

    [Theory]
    [InlineData("Akka.Actor.DefaultSupervisorStrategy", 1)]
    [InlineData("Akka.Actor.StoppingSupervisorStrategy", null)]
    [InlineData("Sapphire.Kernel.Tests.Configuration.SettingsTests+Resuming, Sapphire.Kernel.Tests", 2)]
    public void The_guardians_strategy_comes_from_the_configuration(string strategy, int? handled)
    {
        using var kit = new Sapphire.Kernel.TestKit.TestKit(ActorSystem.Create("guardian", Hocon($"akka.actor.guardian-supervisor-strategy = \"{strategy}\"")));
        IActorRef actor = kit.ActorOf<Failing>();
        kit.Watch(actor);
        actor.Tell("fail");
        if (handled is null)
        {
            kit.ExpectTerminated(actor);
            return;
        }

        actor.Tell("count");
        kit.ExpectMsg(handled.Value);
    }

    [Fact]
    public async Task An_ask_without_a_timeout_has_that_of_the_settings()
    {
        var time = new ManualTimeProvider();
        await using ActorSystem system = ActorSystem.Create("ask", new ActorSystemSetup { TimeProvider = time, Config = Hocon("akka.actor.ask-timeout = 3 s") });
        Task<object> silent = system.ActorOf(Props.Empty).Ask("?");
        time.Advance(TimeSpan.FromSeconds(2.9));
        silent.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.2));
        await Should.ThrowAsync<AskTimeoutException>(() => silent.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("DEBUG", new[] { "debug", "info", "warning", "error", "on purpose" })]
    [InlineData("warning", new[] { "warning", "error", "on purpose" })]
    [InlineData("OFF", new string[0])]
    public async Task What_is_below_the_level_is_not_logged(string level, string[] logged)
    {
        using var log = new Lines();
        ActorSystem system = ActorSystem.Create("level", new ActorSystemSetup { LoggerFactory = log, Config = Hocon($"akka.loglevel = {level}") });
        ILoggingAdapter adapter = Logging.GetLogger(system, "source");
        adapter.Debug("debug");
        adapter.Info("info");
        adapter.Warning("warning");
        adapter.Error("error");
        adapter.IsInfoEnabled.ShouldBe(logged.Contains("info"));
        IActorRef failing = system.ActorOf<Failing>();
        failing.Tell("fail");
        await failing.Ask<int>("count", TimeSpan.FromSeconds(20));
        await system.Terminate();
        log.Written.Where(l => !l.Contains("shut", StringComparison.Ordinal)).Select(l => logged.FirstOrDefault(x => l.Contains(x, StringComparison.Ordinal)) ?? l).ShouldBe(logged);
    }

    [Fact]
    public async Task Dead_letters_are_logged_up_to_the_limit_and_again_after_the_suspension()
    {
        var time = new ManualTimeProvider();
        using var log = new Lines();
        await using ActorSystem system = ActorSystem.Create("letters", new ActorSystemSetup
        {
            TimeProvider = time,
            LoggerFactory = log,
            Config = Hocon("akka { log-dead-letters = 2, log-dead-letters-suspend-duration = 1 minute }"),
        });
        for (int i = 0; i < 5; i++) system.DeadLetters.Tell(i, ActorRefs.NoSender);
        Logged().ShouldBe(2);
        time.Advance(TimeSpan.FromSeconds(61));
        for (int i = 0; i < 5; i++) system.DeadLetters.Tell(i, ActorRefs.NoSender);
        Logged().ShouldBe(4);

        int Logged() => log.Written.Count(l => l.Contains("was not delivered", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("off", 0)]
    [InlineData("on", 1)]
    public async Task Dead_letters_of_a_shutdown_are_logged_only_where_asked_for(string during, int logged)
    {
        using var log = new Lines();
        ActorSystem system = ActorSystem.Create("letters", new ActorSystemSetup { LoggerFactory = log, Config = Hocon($"akka.log-dead-letters-during-shutdown = {during}") });
        await system.Terminate();
        system.DeadLetters.Tell("late", ActorRefs.NoSender);
        log.Written.Count(l => l.Contains("was not delivered", StringComparison.Ordinal)).ShouldBe(logged);
    }

    [Fact]
    public void Configuration_of_a_host_becomes_HOCON()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddHocon("""akka.actor.deployment { "/a/*" { nr-of-instances = 3 } }, other = 1""")
            .AddInMemoryCollection(new Dictionary<string, string?> { ["akka:log-dead-letters"] = "4", ["akka:list:0"] = "x", ["akka:list:1"] = "y" })
            .Build();
        Config section = configuration.GetSection("akka").ToHocon(configuration);
        section.GetInt("akka.actor.deployment.\"/a/*\".nr-of-instances").ShouldBe(3);
        section.OriginOf("akka.actor.deployment.\"/a/*\".nr-of-instances")!.Value.Line.ShouldBe(1);
        section.GetInt("akka.log-dead-letters").ShouldBe(4);
        section.GetStringList("akka.list").ShouldBe(["x", "y"]);
        section.HasPath("other").ShouldBeFalse();
        configuration.ToHocon().GetInt("other").ShouldBe(1);
        configuration.GetSection("none").ToHocon().IsEmpty.ShouldBeTrue();
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(formatter(state, exception));
    }
}
