namespace Sapphire.Kernel.Streams.Implementation.Operators;

/// <summary>What must not take longer than a time.</summary>
internal enum TimeoutKind
{
    /// <summary>From the start to the first element.</summary>
    Initial,

    /// <summary>From the start to the end.</summary>
    Completion,

    /// <summary>From one element to the next.</summary>
    Idle,

    /// <summary>From an element to the next pull.</summary>
    Backpressure,
}
