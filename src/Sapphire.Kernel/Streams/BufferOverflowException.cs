namespace Sapphire.Kernel.Streams;

/// <summary>A buffer that fails on overflow was full.</summary>
#pragma warning disable CA1032, RCS1194 // Made in one place.
public sealed class BufferOverflowException(string message) : Exception(message);
