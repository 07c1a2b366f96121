using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Audio.Workers;

/// <summary>
/// The jobs of a worker, one after another. Job numbers rise; what still comes for a job that is over is dropped.
/// <code>
/// free ──Synthesize, Warm, Recognize, ReadFile, WriteFile──► open ──answered, Failed, Cancelled──► free
/// </code>
/// </summary>
internal sealed class WorkerJobs(WorkerEngine engine, WorkerInbox inbox, FrameWriter answers)
{
    private long _open;
    private long _last;

    /// <summary>Serves until the link breaks; does not return otherwise, since the reader ends the process.</summary>
    public void Run()
    {
        while (true)
        {
            using QueuedFrame queued = inbox.Take();
            Handle(queued.Frame);
        }
    }

    private void Handle(in Frame frame)
    {
        long job = frame.Job;
        switch (frame.Kind)
        {
            case FrameKind.Synthesize or FrameKind.Warm or FrameKind.Recognize or FrameKind.ReadFile or FrameKind.WriteFile:
                if (_open != 0 || job <= _last) throw new FrameFormatException($"Job {job} begins while job {_last} is the last one{(_open != 0 ? " and not over" : "")}.");
                _open = _last = job;
                break;
            case FrameKind.Cancel or FrameKind.Sound or FrameKind.End:
                // A job that was refused, or whose end crossed with this on the way.
                if (job != _open || job == 0) return;
                break;
            default:
                throw new FrameFormatException($"A frame of kind {frame.Kind} does not come from a host.");
        }

        if (frame.Kind == FrameKind.Cancel)
        {
            engine.Reset();
            answers.Write(FrameKind.Cancelled, job);
            _open = 0;
        }
        else if (!inbox.IsCancelled(job))
        {
            Work(frame);
        }
    }

    private void Work(in Frame frame)
    {
        long job = frame.Job;
        try
        {
            if (engine.Handle(frame, answers, () => inbox.IsCancelled(job))) _open = 0;
        }
        catch (SpeechException e)
        {
            Refuse(new(e.Code, e.Message, e.Detail));
        }
        catch (EngineUnavailableException e)
        {
            // What only this job needs, such as the library of one voice or the resampler: another process would lack it too.
            Refuse(new("unavailable", e.Message, ""));
        }

        void Refuse(WorkerFailure failure)
        {
            engine.Reset();
            answers.Write(FrameKind.Failed, job, failure, WorkerJsonContext.Default.WorkerFailure);
            _open = 0;
        }
    }
}
