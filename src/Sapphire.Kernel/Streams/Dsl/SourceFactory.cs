using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Sources;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Makes sources.</summary>
#pragma warning disable MA0048 // Its generic namesake has the file of the name.
public static partial class Source
{
    /// <summary>The elements of a sequence, enumerated anew in each run.</summary>
    public static Source<T, NotUsed> From<T>(IEnumerable<T> enumerable)
    {
        ArgumentNullException.ThrowIfNull(enumerable);
        return Stages.Source<T>(_ => new EnumerableStage<T>(enumerable));
    }

    /// <summary>One element.</summary>
    public static Source<T, NotUsed> Single<T>(T element) => From([element]);

    /// <summary>Nothing.</summary>
    public static Source<T, NotUsed> Empty<T>() => From<T>([]);

    /// <summary>A failure.</summary>
    public static Source<T, NotUsed> Failed<T>(Exception cause) => Stages.Source<T>(_ => new FailedStage<T>(cause));

    /// <summary>A source from its description.</summary>
    public static Source<T, TMat> FromGraph<T, TMat>(IGraph<SourceShape<T>, TMat> source) => Of(source);

    internal static Source<T, TMat> Of<T, TMat>(IGraph<SourceShape<T>, TMat> graph) => (Source<T, TMat>)graph;
}
