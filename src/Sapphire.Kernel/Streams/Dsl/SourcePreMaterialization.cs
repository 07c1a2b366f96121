using System.Threading.Channels;
using Sapphire.Kernel.Streams.Implementation;

namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>Runs a source before what it is to be joined to is known.</summary>
public static class SourcePreMaterialization
{
    /// <summary>
    /// Runs a source at once, and gives its materialised value with a source of its elements, which can be run once. Upstream
    /// is an input buffer (16) ahead, also before that; it hears of the end of the run.
    /// </summary>
    public static (TMat, Source<T, NotUsed>) PreMaterialize<T, TMat>(this Source<T, TMat> source, IMaterializer materializer)
    {
        ((TMat mat, UniqueKillSwitch kill), ChannelReader<T> reader) = source
            .ViaMaterialized(KillSwitches.Single<T>(), Keep.Both)
            .ToMaterialized(ChannelSink.AsReader<T>(AsyncBoundary<T>.DefaultCapacity), Keep.Both)
            .Run(materializer);
        return (mat, ChannelSource.FromReader(reader).WatchTermination((none, ended) =>
        {
            _ = PassOnAsync(ended, kill);
            return none;
        }));
    }

    private static async Task PassOnAsync(Task ended, UniqueKillSwitch kill)
    {
        try
        {
            await ended;
            kill.Shutdown();
        }
        catch (Exception ex)
        {
            kill.Abort(ex);
        }
    }
}
