using Microsoft.Extensions.Logging;
using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>
/// What a stage knows of the run it is part of. Its token is cancelled when downstream has gone while a move may be
/// pending: whatever a stage waits for, it waits for with this token, and lets the OperationCanceledException through.
/// </summary>
internal class StageScope(GraphRun run, Attributes attributes, CancellationToken token)
{
    /// <summary>The run.</summary>
    public GraphRun Run { get; } = run;

    /// <summary>The settings in force.</summary>
    public Attributes Attributes { get; } = attributes;

    /// <summary>Cancelled when nobody waits for elements any more.</summary>
    public CancellationToken Token { get; } = token;

    /// <summary>Judges exceptions of functions; null for the default, which stops.</summary>
    public Supervision.Decider? Decider { get; } = attributes.GetAttribute<ActorAttributes.SupervisionStrategy>()?.Decider;

    /// <summary>The materializer that runs it.</summary>
    public ActorMaterializer Materializer => Run.Materializer;

    /// <summary>The system.</summary>
    public ActorSystem System => Materializer.System;

    /// <summary>The clock of everything that is timed.</summary>
    public TimeProvider TimeProvider => System.TimeProvider;

    /// <summary>A logger of the streams.</summary>
    public ILogger Logger => Materializer.Logger;

    /// <summary>This scope with other settings.</summary>
    public StageScope With(Attributes attributes) => new(Run, attributes, Token);

    /// <summary>A scope that a stage can cancel by itself, and that ends with this one: for moves made within moves of the stage. Dispose of it with the stage.</summary>
    public DetachedScope Detach() => new(this, Token);

    /// <summary>
    /// A scope for stages that move by themselves, on a pump of their own or with a move kept pending: it ends only by its own
    /// cancellation, which tells the cause, or with the run. Dispose of it when nothing moves in it any more.
    /// </summary>
    public DetachedScope Fork() => new(this, Run.Scope.Token);

    /// <summary>
    /// Whether an exception only says that downstream has gone, so that it is no failure. When the run is ended, scopes far upstream
    /// may be cancelled before this one is: then the run tells.
    /// </summary>
    public bool IsCancellation(Exception thrown) =>
        thrown is OperationCanceledException && (Token.IsCancellationRequested || Run.AbortCause is not null);

    /// <summary>Throws when downstream has gone: for loops that do not otherwise wait.</summary>
    public void ThrowIfCancelled() => Token.ThrowIfCancellationRequested();
}
