#pragma warning disable MA0048, CA1032, RCS1194 // A family of small exceptions, made in one place each.
namespace Sapphire.Kernel.Streams;

/// <summary>The stream was ended from outside: its actor stopped, or its materializer was shut down.</summary>
public sealed class AbruptTerminationException(string message) : Exception(message);

/// <summary>A graph is run on a materializer that has been shut down.</summary>
public sealed class MaterializerShutdownException() : InvalidOperationException(
    "The materializer has been shut down, with its actor or its system. Run the graph on a living one.");

/// <summary>A buffer with a strategy of failing was full.</summary>
public sealed class BufferOverflowException(string message) : Exception(message);

/// <summary>An element was asked for, and the stream ended without one.</summary>
public sealed class NoSuchElementException(string message) : Exception(message);

/// <summary>More elements came than a limit allows.</summary>
public sealed class StreamLimitReachedException(long max) : Exception($"The stream has more than {max} elements, or weighs more.");

/// <summary>A partitioner named an outlet that does not exist.</summary>
public sealed class PartitionOutOfBoundsException(string message) : Exception(message);
