using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <summary>What an actor system can be given at its start. What is null here is as the configuration says.</summary>
public sealed record ActorSystemSetup
{
    /// <summary>All defaults.</summary>
    public static ActorSystemSetup Empty { get; } = new();

    /// <summary>Settings in HOCON, above the reference configuration. What is set by type here comes before it.</summary>
    public Config Config { get; init; } = ConfigurationFactory.Empty;

    /// <summary>The clock of scheduler, timers and timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where loggers come from; null for none.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>What the dependency resolver resolves from; null for none.</summary>
    public IServiceProvider? ServiceProvider { get; init; }

    /// <summary>Judges failures of the top-level actors (<c>akka.actor.guardian-supervisor-strategy</c>).</summary>
    public SupervisorStrategy? GuardianStrategy { get; init; }

    /// <summary>Whether every message that is not marked <see cref="INoSerializationVerificationNeeded"/> is delivered as a copy through its serialiser (<c>akka.actor.serialize-messages</c>). For tests.</summary>
    public bool? SerializeMessages { get; init; }

    /// <summary>Types whose messages, when they have no serialiser, are delivered as they are although all are to be copied, such as those that only a test knows; null for none.</summary>
    public Func<Type, bool>? SerializeMessagesExcept { get; init; }

    /// <summary>The serialisers of the program's messages, besides those of <c>akka.actor.serializers</c>; null for none.</summary>
    public Serialization.SerializationSetup? Serialization { get; init; }

    /// <summary>Messages one actor handles in a turn on the default dispatcher (<c>akka.actor.default-dispatcher.throughput</c>).</summary>
    public int? Throughput { get; init; }

    /// <summary>How many dead letters are logged (<c>akka.log-dead-letters</c>).</summary>
    public int? LogDeadLetters { get; init; }

    /// <summary>Further dispatchers, for <c>Props.WithDispatcher</c>.</summary>
    public IReadOnlyList<MessageDispatcher> Dispatchers { get; init; } = [];
}
