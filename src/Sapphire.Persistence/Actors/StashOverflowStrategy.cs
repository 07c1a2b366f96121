#pragma warning disable MA0048 // The strategies and what makes them.
using Sapphire.Kernel.Configuration;

namespace Sapphire.Persistence;

/// <summary>What a command meets that finds the internal stash full: one of <see cref="DiscardToDeadLetterStrategy"/>, <see cref="ReplyToStrategy"/>, <see cref="ThrowOverflowExceptionStrategy"/>.</summary>
public interface IStashOverflowStrategy;

/// <summary>Makes the strategy that <c>akka.persistence.internal-stash-overflow-strategy</c> names.</summary>
public interface IStashOverflowStrategyConfigurator
{
    /// <summary>The strategy.</summary>
    /// <param name="config">The whole configuration.</param>
    IStashOverflowStrategy Create(Config config);
}

/// <summary>The command goes to the dead letters.</summary>
public sealed class DiscardToDeadLetterStrategy : IStashOverflowStrategy
{
    private DiscardToDeadLetterStrategy()
    {
    }

    /// <summary>The only one.</summary>
    public static DiscardToDeadLetterStrategy Instance { get; } = new();
}

/// <summary>The command is dropped, and its sender told.</summary>
/// <param name="response">What the sender gets.</param>
public sealed class ReplyToStrategy(object response) : IStashOverflowStrategy
{
    /// <summary>What the sender gets.</summary>
    public object Response { get; } = response ?? throw new ArgumentNullException(nameof(response));
}

/// <summary>The actor fails with a <see cref="Kernel.Actor.StashOverflowException"/>; its supervisor decides.</summary>
public sealed class ThrowOverflowExceptionStrategy : IStashOverflowStrategy
{
    private ThrowOverflowExceptionStrategy()
    {
    }

    /// <summary>The only one.</summary>
    public static ThrowOverflowExceptionStrategy Instance { get; } = new();
}

/// <summary>Makes <see cref="DiscardToDeadLetterStrategy"/>.</summary>
public sealed class DiscardConfigurator : IStashOverflowStrategyConfigurator
{
    /// <inheritdoc/>
    public IStashOverflowStrategy Create(Config config) => DiscardToDeadLetterStrategy.Instance;
}

/// <summary>Makes <see cref="ThrowOverflowExceptionStrategy"/>.</summary>
public sealed class ThrowExceptionConfigurator : IStashOverflowStrategyConfigurator
{
    /// <inheritdoc/>
    public IStashOverflowStrategy Create(Config config) => ThrowOverflowExceptionStrategy.Instance;
}
