namespace Sapphire.Kernel.Streams.Supervision;

/// <summary>What a stage does when a function given to it has thrown.</summary>
public enum Directive
{
    /// <summary>The stream fails.</summary>
    Stop,

    /// <summary>The element is dropped; the stage keeps its state.</summary>
    Resume,

    /// <summary>The element is dropped; the stage starts again with its initial state.</summary>
    Restart,
}
