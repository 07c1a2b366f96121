#pragma warning disable MA0048, CA1032, RCS1194 // A family of small exceptions, made in one place each.
namespace Sapphire.Kernel.Streams;

/// <summary>The stream was ended from outside: its actor stopped, or its materializer was shut down.</summary>
public sealed class AbruptTerminationException(string message) : Exception(message);

/// <summary>A graph is run on a materializer that has been shut down.</summary>
public sealed class MaterializerShutdownException() : InvalidOperationException(
    "The materializer has been shut down, with its actor or its system. Run the graph on a living one.");
