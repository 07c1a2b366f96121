namespace Sapphire.Kernel.Streams.Dsl;

/// <summary>What happens when the buffer of one consumer of a <see cref="FanOutHub"/> is full.</summary>
public enum FanOutOverflow
{
    /// <summary>Its oldest element is dropped: for live data, which is worthless when late.</summary>
    DropOldest,

    /// <summary>That consumer fails with <see cref="FanOutOverflowException"/>, after what its buffer holds: for data without gaps, which it can fetch anew.</summary>
    FailConsumer,
}
