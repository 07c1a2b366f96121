using Sapphire.Audio.Speech;
using Sapphire.Audio.Workers;

namespace Sapphire.Actors.Speech;

#pragma warning disable CA1001 // The source has no timer and nothing to dispose.
/// <summary>
/// One thing to do for somebody who waits: tried on a worker, and on another when that one dies.
/// <code>
/// waiting ──Run──► running ──answered, refused──► over
///    ▲                │
///    └──worker died───┘── the third time ──► over (failed)
/// </code>
/// The pool alone runs it and counts; who waits sees only the result, and may cancel from any thread.
/// </summary>
internal abstract class SpeechJob
{
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>How many workers have died of it.</summary>
    public int Deaths { get; set; }

    /// <summary>How many workers did not answer.</summary>
    public int Timeouts { get; set; }

    /// <summary>True when nobody waits for it any more.</summary>
    public abstract bool IsOver { get; }

    /// <summary>What a person can do when it kills workers, or gets no answer.</summary>
    public virtual string Advice => "Try it in other words, or in shorter parts.";

    /// <summary>How long it may be silent.</summary>
    protected abstract TimeSpan Limit { get; }

    /// <summary>Fails it.</summary>
    public abstract void Fail(SpeechException cause);

    /// <summary>Gives it up. The worker is told.</summary>
    public void Cancel()
    {
        GiveUp();
        _cancel.Cancel();
    }

    /// <summary>Tries it on a worker; returns when the worker is free again.</summary>
    /// <param name="worker">The worker; no other job uses it meanwhile.</param>
    /// <param name="number">The number of the job on this worker.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">The worker is being stopped.</param>
    /// <exception cref="WorkerGoneException">The worker died.</exception>
    /// <exception cref="WorkerTimeoutException">The worker does not answer.</exception>
    /// <exception cref="FrameFormatException">The worker talks nonsense.</exception>
    public async Task RunAsync(WorkerProcess worker, long number, TimeProvider time, CancellationToken stop)
    {
        await using JobWatch watch = new(time, worker.Kill, stop);
        Task? cancelling = null;
        try
        {
            await using IAsyncDisposable begun = await BeginAsync(worker, number, watch);
            // Not before: the worker forgets a cancellation of what it does not know.
            await using CancellationTokenRegistration cancelled = _cancel.Token.UnsafeRegister(
                _ =>
                {
                    watch.Expect(Limit);
                    cancelling = worker.SendAsync(FrameKind.Cancel, number, default);
                },
                null);
            Frame frame;
            do
            {
                frame = await worker.ReadAsync(watch.Token);
                if (frame.Job != number) throw new FrameFormatException($"An answer to job {frame.Job} came while job {number} runs.");
                Take(frame);
            }
            while (!IsLast(frame.Kind));
        }
        catch (Exception e) when (watch.IsExpired && e is (OperationCanceledException or WorkerGoneException))
        {
            // The watch has killed it.
            throw new WorkerTimeoutException($"The worker process did not answer within {Limit.TotalSeconds:0.#} s.");
        }
        finally
        {
            if (cancelling is not null) await cancelling;
        }
    }

    /// <summary>Ends what who waits waits for, as cancelled.</summary>
    protected abstract void GiveUp();

    /// <summary>Sends what begins the job.</summary>
    /// <returns>What goes on beside the reading; disposed at the end.</returns>
    protected abstract Task<IAsyncDisposable> BeginAsync(WorkerProcess worker, long number, JobWatch watch);

    /// <summary>Takes an answer.</summary>
    protected virtual void Take(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Failed:
                WorkerFailure failure = WorkerJson.Read(frame, WorkerJsonContext.Default.WorkerFailure);
                Fail(new SpeechException(failure.Code, failure.Title, failure.Detail));
                break;
            case FrameKind.Cancelled:
                break;
            default:
                throw new FrameFormatException($"A frame of kind {frame.Kind} is no answer to this job.");
        }
    }

    private static bool IsLast(FrameKind kind) => kind is FrameKind.Spoken or FrameKind.Heard or FrameKind.Done or FrameKind.Failed or FrameKind.Cancelled;

    /// <summary>Nothing goes on beside the reading.</summary>
    protected sealed class Nothing : IAsyncDisposable
    {
        /// <summary>The one instance.</summary>
        public static Nothing Instance { get; } = new();

        /// <inheritdoc />
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
