using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <summary>What an actor system can be given at its start.</summary>
public sealed record ActorSystemSetup
{
    /// <summary>All defaults.</summary>
    public static ActorSystemSetup Empty { get; } = new();

    /// <summary>The clock of scheduler, timers and timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where loggers come from; null for none.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>What the dependency resolver resolves from; null for none.</summary>
    public IServiceProvider? ServiceProvider { get; init; }

    /// <summary>Judges failures of the top-level actors.</summary>
    public SupervisorStrategy GuardianStrategy { get; init; } = SupervisorStrategy.DefaultStrategy;

    /// <summary>Whether every message that is not marked <see cref="INoSerializationVerificationNeeded"/> is delivered as a copy through its serialiser. For tests.</summary>
    public bool SerializeMessages { get; init; }

    /// <summary>Types whose messages, when they have no serialiser, are delivered as they are although <see cref="SerializeMessages"/> is set, such as those that only a test knows; null for none.</summary>
    public Func<Type, bool>? SerializeMessagesExcept { get; init; }

    /// <summary>The serialisers of the program's messages; null for the kernel's own.</summary>
    public Serialization.SerializationSetup? Serialization { get; init; }

    /// <summary>The serialisers of the program's messages in HOCON (<c>akka.actor.serializers</c> and its kin).</summary>
    public Configuration.Config SerializationConfig { get; init; } = Configuration.Config.Empty;

    /// <summary>Messages one actor handles in a turn on the default dispatcher.</summary>
    public int Throughput { get; init; } = ThreadPoolDispatcher.DefaultThroughput;

    /// <summary>How many dead letters are logged.</summary>
    public int LogDeadLetters { get; init; } = 10;

    /// <summary>Further dispatchers, for <c>Props.WithDispatcher</c>.</summary>
    public IReadOnlyList<MessageDispatcher> Dispatchers { get; init; } = [];
}
