using Sapphire.Kernel.Util;

namespace Sapphire.Kernel.Streams;

/// <summary>Draws elements out of a running stream. Thread-safe.</summary>
public interface ISinkQueue<T>
{
    /// <summary>
    /// The next element; none at the end; the stream's failure, after the elements before it. Once the end has been told, further pulls fail
    /// with <see cref="StreamDetachedException"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">As the task's outcome: an earlier pull still waits.</exception>
    Task<Option<T>> PullAsync();
}
