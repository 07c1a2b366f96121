namespace Sapphire.Kernel.Streams;

/// <summary>The stream behind a materialised value has ended.</summary>
#pragma warning disable CA1032, RCS1194 // Made in one place.
public sealed class StreamDetachedException(Exception? cause = null) : Exception("The stream has ended; what it gave out when it was run leads nowhere any more.", cause);
