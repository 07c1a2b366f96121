using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Pattern;

namespace Sapphire.Actors.Speech;

/// <summary>Workers that die, and what becomes of their jobs.</summary>
internal sealed partial class WorkerPool
{
    private void OnMissing(string reason)
    {
        _missing = reason;
        _voices = [];
        _place.Engines.Set(_settings.Engine, reason);
        _logging.Warning("{0}", reason);
        Forget(Sender);
        FailWaiting(new SpeechException("unavailable", reason, ""));
        TellVoicesToAll([]);
    }

    private void OnDied(WorkerDied died)
    {
        if (!_members.TryGetValue(Sender, out Member? member)) return;
        Forget(Sender);
        Replace(member, died);
    }

    // A worker that stopped without a last word has failed inside.
    private void OnTerminated(Terminated terminated)
    {
        if (!_members.Remove(terminated.ActorRef, out Member? member)) return;
        Timers.Cancel(terminated.ActorRef);
        Replace(member, new WorkerDied(member.Job, TimedOut: false, "The worker failed inside; logs/sapphire.log says more."));
    }

    private void Replace(Member member, WorkerDied died)
    {
        _deaths++;
        _lastDeath = died.Reason;
        _logging.Warning("A worker of {0} is gone: {1}", _settings.Engine, died.Reason);
        if (!member.Started && ++_failedStarts >= _settings.FailedStarts)
        {
            FailWaiting(DoesNotStart());
            TellVoicesToAll([]);
        }

        if (died.Job is { IsOver: false } job) Blame(job, died);
        // It died before the job reached it: no fault of the job's, and nobody else has it.
        else if (died.Job is null && member.Job is { IsOver: false } unheard) _waiting.AddFirst(unheard);
        WaitToStart();
    }

    private void Blame(SpeechJob job, WorkerDied died)
    {
        job.Deaths++;
        if (died.TimedOut) job.Timeouts++;
        JobLimits limits = _settings.Limits;
        if (died.TimedOut && job.Timeouts >= limits.Timeouts)
        {
            job.Fail(new("timeout", $"{_settings.Engine} did not answer in time, {Times(job.Timeouts)}.", job.Advice));
        }
        else if (job.Deaths >= limits.Deaths)
        {
            job.Fail(new(
                "crashed", $"{_settings.Engine} broke down over this {Times(job.Deaths)}. {died.Reason}", $"{job.Advice} logs/worker-{_settings.Engine}.log says more."));
        }
        else
        {
            _waiting.AddFirst(job);
        }
    }

    private void Forget(IActorRef worker)
    {
        if (!_members.Remove(worker)) return;
        Timers.Cancel(worker);
        Context.Unwatch(worker);
    }

    private void WaitToStart()
    {
        TimeSpan wait = BackoffSupervisor.CalculateDelay(_deathsInRow++, _settings.MinBackoff, _settings.MaxBackoff, 0.2);
        _waitsToStart = true;
        Timers.StartSingleTimer(nameof(StartAgain), StartAgain.Instance, wait);
    }

    private void FailWaiting(SpeechException cause)
    {
        foreach (SpeechJob job in _waiting) job.Fail(cause);
        _waiting.Clear();
    }

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => $"{count} times",
    };
}
