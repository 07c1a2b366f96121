using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams;

/// <summary>Defaults of the graphs of a materializer.</summary>
public sealed record ActorMaterializerSettings
{
    /// <summary>Attributes that hold for every graph, unless it sets its own.</summary>
    public Attributes Attributes { get; init; } = Attributes.None;

    /// <summary>The defaults.</summary>
    public static ActorMaterializerSettings Create(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return new();
    }

    /// <summary>With a size for the buffers of asynchronous boundaries, in elements.</summary>
    public ActorMaterializerSettings WithInputBuffer(int initialSize, int maxSize) =>
        this with { Attributes = Attributes.And(Attributes.CreateInputBuffer(initialSize, maxSize)) };

    /// <summary>With a decider for exceptions of the functions given to stages.</summary>
    public ActorMaterializerSettings WithSupervisionStrategy(Supervision.Decider decider) =>
        this with { Attributes = Attributes.And(ActorAttributes.CreateSupervisionStrategy(decider)) };
}
