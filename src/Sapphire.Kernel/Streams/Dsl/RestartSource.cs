using Sapphire.Kernel.Streams.Implementation;
using Sapphire.Kernel.Streams.Implementation.Restarts;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Sources that are run again when they end. What was under way within them is lost.</summary>
public static class RestartSource
{
    /// <summary>Runs a source again after it has failed or completed.</summary>
    /// <param name="sourceFactory">Makes the source of each run; if it throws, the stream fails.</param>
    /// <param name="settings">When, and how often.</param>
    public static Source<T, NotUsed> WithBackoff<T, TMat>(Func<Source<T, TMat>> sourceFactory, RestartSettings settings) => Create(sourceFactory, settings, onlyOnFailures: false);

    /// <summary>Runs a source again after it has failed; its completion is the end.</summary>
    /// <param name="sourceFactory">Makes the source of each run; if it throws, the stream fails.</param>
    /// <param name="settings">When, and how often.</param>
    public static Source<T, NotUsed> OnFailuresWithBackoff<T, TMat>(Func<Source<T, TMat>> sourceFactory, RestartSettings settings) => Create(sourceFactory, settings, onlyOnFailures: true);

    private static Source<T, NotUsed> Create<T, TMat>(Func<Source<T, TMat>> factory, RestartSettings settings, bool onlyOnFailures)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(settings);
        return Stages.Source<T>(scope => new RestartSourceStage<T, TMat>(factory, settings, onlyOnFailures, scope));
    }
}
