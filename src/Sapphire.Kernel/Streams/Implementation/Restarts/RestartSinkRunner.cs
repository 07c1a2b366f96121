using Sapphire.Kernel.Event;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Kernel.Streams.Implementation.Restarts;

/// <summary>Runs a sink again when it ends before its upstream; each run has its own pump.</summary>
internal static class RestartSinkRunner
{
    public static async Task RunAsync<T, TMat>(Func<Sink<T, TMat>> factory, RestartUpstream<T> upstream, RestartSettings settings, StageScope scope)
    {
        RestartPolicy policy = new(settings, scope.TimeProvider);
        Exception? cause = null;
        try
        {
            while (true)
            {
                using DetachedScope inner = scope.Detach();
                RestartInlet<T>? inlet = null;
                factory().Materialize(inner, above => inlet = new RestartInlet<T>(upstream, above), out _);
                await inlet!.Ended;
                cause = inlet.Cause;
                if (upstream.Ended || policy.MaxRestartsReached()) break;
                if (cause is not null) Logging.GetLogger(scope.System, typeof(RestartSettings)).Warning(cause, "Restarting graph due to failure.");
                await policy.BackOffAsync(scope.Token);
            }

            await upstream.CancelAsync(cause);
        }
        catch (Exception ex)
        {
            cause = Pump.CauseOf(scope, ex);
            await upstream.CancelAsync(cause);
            if (cause == ex) throw;
        }
    }
}
