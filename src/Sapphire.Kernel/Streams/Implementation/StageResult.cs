namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>What a synchronous stage makes of an element.</summary>
internal enum StageResult
{
    /// <summary>Nothing: it wants the next one.</summary>
    Pull,

    /// <summary><c>Current</c> goes downstream.</summary>
    Push,

    /// <summary><c>Current</c> goes downstream as the last one; upstream is cancelled at once.</summary>
    PushAndComplete,

    /// <summary>No more; upstream is cancelled at once.</summary>
    Complete,
}
