using System.Runtime.ExceptionServices;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>Releases several upstreams: each of them, also when one throws.</summary>
internal static class Release
{
    /// <summary>Cancels all; then throws what the first of them threw that did.</summary>
    public static async ValueTask AllAsync<T>(PullIterator<T>[] upstreams, Exception? cause)
    {
        Exception? failure = null;
        foreach (PullIterator<T> upstream in upstreams)
        {
            try
            {
                await upstream.CancelAsync(cause);
            }
            catch (Exception ex)
            {
                failure ??= ex;
            }
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }
}
