#pragma warning disable MA0048 // The decider and the usual ones.
namespace Sapphire.Kernel.Streams.Supervision;

/// <summary>Judges an exception of a function given to a stage.</summary>
public delegate Directive Decider(Exception cause);

/// <summary>The usual deciders.</summary>
public static class Deciders
{
    /// <summary>Any exception fails the stream; the default.</summary>
    public static Decider StoppingDecider { get; } = static _ => Directive.Stop;

    /// <summary>Any exception drops its element.</summary>
    public static Decider ResumingDecider { get; } = static _ => Directive.Resume;

    /// <summary>Any exception drops its element and resets the stage.</summary>
    public static Decider RestartingDecider { get; } = static _ => Directive.Restart;
}
