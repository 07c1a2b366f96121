using Sapphire.Kernel.Configuration;

namespace Sapphire.Persistence.Tests.Configuration;

public sealed class PersistenceSettingsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        PersistenceSettings settings = Read("");
        settings.MaxConcurrentRecoveries.ShouldBe(50);
        settings.RecoveryEventTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        settings.DefaultInternalStashOverflowStrategy.ShouldBe(ThrowOverflowExceptionStrategy.Instance);
        settings.AtLeastOnceDelivery.ShouldBe(new(TimeSpan.FromSeconds(5), 10_000, 5, 100_000));
    }

    [Fact]
    public void What_the_program_sets_replaces_them()
    {
        PersistenceSettings settings = Read(
            """
            akka.persistence {
              max-concurrent-recoveries = 3
              at-least-once-delivery { redeliver-interval = 1m, max-unconfirmed-messages = 9 }
              journal-plugin-fallback.recovery-event-timeout = 2s
              internal-stash-overflow-strategy = "Akka.Persistence.DiscardConfigurator"
            }
            """);
        settings.MaxConcurrentRecoveries.ShouldBe(3);
        settings.RecoveryEventTimeout.ShouldBe(TimeSpan.FromSeconds(2));
        settings.DefaultInternalStashOverflowStrategy.ShouldBe(DiscardToDeadLetterStrategy.Instance);
        settings.AtLeastOnceDelivery.ShouldBe(new(TimeSpan.FromMinutes(1), 10_000, 5, 9));
    }

    [Theory]
    [InlineData("max-concurrent-recoveries = 0", "max-concurrent-recoveries")]
    [InlineData("max-concurrent-recoverys = 1", "max-concurrent-recoverys")]
    [InlineData("at-least-once-delivery.redeliver-interval = 0s", "redeliver-interval")]
    [InlineData("at-least-once-delivery.redelivery-burst-limit = 0", "redelivery-burst-limit")]
    [InlineData("at-least-once-delivery.burst = 1", "at-least-once-delivery.burst")]
    [InlineData("journal-plugin-fallback.recovery-event-timeout = soon", "recovery-event-timeout")]
    [InlineData("internal-stash-overflow-strategy = \"No.Such.Type\"", "internal-stash-overflow-strategy")]
    [InlineData("internal-stash-overflow-strategy = \"System.String\"", "internal-stash-overflow-strategy")]
    [InlineData("journal.plugin = \"akka.persistence.journal.inmem\"", "journal.plugin")]
    public void A_key_that_is_unknown_or_a_value_that_is_not_allowed_is_refused_by_name(string setting, string named) =>
        Should.Throw<ConfigurationException>(() => Read($"akka.persistence {{ {setting} }}")).Message.ShouldContain(named);

    private static PersistenceSettings Read(string hocon) => new(ConfigurationFactory.ParseString(hocon));
}
