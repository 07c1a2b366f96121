#pragma warning disable MA0048 // The strategies of buffers, and what one of them fails with.
namespace Sapphire.Kernel.Streams;

/// <summary>What a full buffer does with one more element.</summary>
public enum OverflowStrategy
{
    /// <summary>Drops the oldest element.</summary>
    DropHead = 2,

    /// <summary>Drops the youngest element that it holds.</summary>
    DropTail = 3,

    /// <summary>Drops all that it holds.</summary>
    DropBuffer = 4,

    /// <summary>Drops the new element.</summary>
    DropNew = 5,

    /// <summary>Takes none until there is space.</summary>
    Backpressure = 6,

    /// <summary>Fails the stream with <see cref="BufferOverflowException"/>.</summary>
    Fail = 7,
}

/// <summary>What a full delay line does with one more element.</summary>
public enum DelayOverflowStrategy
{
    /// <summary>Emits the oldest element before its time.</summary>
    EmitEarly = 1,

    /// <summary>Drops the oldest element.</summary>
    DropHead = 2,

    /// <summary>Drops the youngest element that it holds.</summary>
    DropTail = 3,

    /// <summary>Drops all that it holds.</summary>
    DropBuffer = 4,

    /// <summary>Drops the new element.</summary>
    DropNew = 5,

    /// <summary>Takes none until there is space.</summary>
    Backpressure = 6,

    /// <summary>Fails the stream with <see cref="BufferOverflowException"/>.</summary>
    Fail = 7,
}

/// <summary>How a throttle treats elements that come too fast.</summary>
public enum ThrottleMode
{
    /// <summary>Holds them back.</summary>
    Shaping,

    /// <summary>Fails the stream with <see cref="OverflowException"/>.</summary>
    Enforcing,
}
