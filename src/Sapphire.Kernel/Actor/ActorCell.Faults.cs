using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <content>Failure, restart and end.</content>
internal sealed partial class ActorCell
{
    /// <summary>Who made this actor fail (itself, or the child whose failure it escalated); null while it is well.</summary>
    private InternalActorRef? _failed;
    private object? _failedMessage;

    /// <summary>Children whose failure was escalated while this actor had failed already.</summary>
    private List<InternalActorRef>? _furtherFailed;
    private ChildRestartStats? _restartStats;

    /// <summary>The instance has had its PreRestart (which calls PostStop by default) or its PostStop, so it gets no PostStop any more.</summary>
    private bool _instanceEnded;

    private int _restarts;

    /// <summary>How often this actor was restarted since it was made. Thread-safe.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>How often this actor was restarted; for its parent alone.</summary>
    public ChildRestartStats RestartStats => _restartStats ??= new ChildRestartStats(_self);

    private void HandleInvokeFailure(Exception cause, object? message = null, Failed? failedBy = null)
    {
        if (_failed is not null || Mailbox.IsClosed)
        {
            if (failedBy is not null) (_furtherFailed ??= []).Add(failedBy.Child);
            else LogOrphan(cause);
            return;
        }

        try
        {
            Mailbox.Suspend();
            _failed = failedBy?.Child ?? _self;
            _failedMessage = message;
            foreach (LocalActorRef child in ChildRefs())
            {
                if (!child.Equals(failedBy?.Child)) child.SendSystemMessage(new Suspend());
            }

            ParentRef.SendSystemMessage(new Failed(_self, cause));
        }
        catch (Exception ex)
        {
            LogError(ex, $"Emergency stop: the failure of {_self.Path} could not be handled.");
            _self.Stop();
        }
    }

    public void HandleFailed(Failed failed)
    {
        if (!IsChild(failed.Child, out LocalActorRef? child) || _actor is null) return;
        if (IsTerminating) return;
        IActorRef? sender = _sender;
        _sender = failed.Child;
        try
        {
            if (!_actor.SupervisorStrategyInternal.HandleFailure(this, child.Cell.RestartStats, failed.Cause)) throw new EscalatedFailure(failed.Cause);
        }
        catch (EscalatedFailure)
        {
            HandleInvokeFailure(failed.Cause, failed, failed);
        }
        finally
        {
            _sender = sender;
        }
    }

    public void FaultSuspend()
    {
        Mailbox.Suspend();
        foreach (LocalActorRef child in ChildRefs()) child.SendSystemMessage(new Suspend());
    }

    /// <param name="causedByFailure">The failure that is forgiven; null when the suspension came from above.</param>
    public void FaultResume(Exception? causedByFailure)
    {
        if (_actor is null)
        {
            // It never came to life; the only way on is to make it.
            FaultCreate();
            return;
        }

        InternalActorRef? perpetrator = _failed;
        List<InternalActorRef>? further = _furtherFailed;
        try
        {
            Mailbox.Resume();
        }
        finally
        {
            if (causedByFailure is not null) ClearFailed();
        }

        foreach (LocalActorRef child in ChildRefs())
        {
            // The perpetrator was not suspended from here; a further one was, besides by its own failure.
            bool isFurther = causedByFailure is not null && further?.Contains(child) == true;
            if (isFurther) child.SendSystemMessage(new Resume(null));
            bool forgiven = isFurther || child.Equals(perpetrator);
            child.SendSystemMessage(new Resume(forgiven ? causedByFailure : null));
        }
    }

    private void ClearFailed()
    {
        _failed = null;
        _failedMessage = null;
        _furtherFailed = null;
    }

    public void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }

        if (IsWaitingForChildren)
        {
            // Already restarting or stopping: only the suspensions must stay balanced.
            Mailbox.Resume();
            return;
        }

        ActorBase failedActor = _actor;
        // A failure in the handler came with its message; a restart from above finds the message still being handled, if any.
        object? message = _failedMessage is Failed ? null : _failedMessage ?? (_pendingHandlers > 0 ? _pendingMessage : null);
        try
        {
            failedActor.AroundPreRestart(cause, message);
        }
        catch (Exception ex)
        {
            LogError(new PreRestartException(_self, ex, cause, message), $"Exception in PreRestart of {_self.Path}.");
        }
        finally
        {
            AbandonHandlers();
            ClearIncarnation();
        }

        // Nothing but system messages may run until the new instance is there; FinishRecreate takes the suspension back.
        if (!WaitForDyingChildren(SuspendReason.Recreation, cause)) FinishRecreate(cause);
    }

    private void FinishRecreate(Exception cause)
    {
        LocalActorRef[] survivors = ChildRefs();
        List<InternalActorRef>? further = _furtherFailed;
        try
        {
            try
            {
                Mailbox.Resume();
            }
            finally
            {
                ClearFailed();
            }

            NewActor();
            _actor!.AroundPostRestart(cause, null);
            Volatile.Write(ref _restarts, _restarts + 1);
            foreach (LocalActorRef child in survivors)
            {
                if (further?.Contains(child) == true) child.SendSystemMessage(new Resume(null));
                child.SendSystemMessage(new Recreate(cause));
            }
        }
        catch (Exception ex)
        {
            DropFailedInstance();
            HandleInvokeFailure(new PostRestartException(_self, ex, cause));
        }
    }

    private void FaultCreate()
    {
        foreach (LocalActorRef child in ChildRefs()) Stop(child);
        if (!WaitForDyingChildren(SuspendReason.Creation, null)) FinishCreate();
    }

    private void FinishCreate()
    {
        Mailbox.Resume();
        ClearFailed();
        try
        {
            HandleCreate();
        }
        catch (Exception ex)
        {
            HandleInvokeFailure(ex);
        }
    }

    public void Terminate()
    {
        CancelReceiveTimeout();
        UnwatchAll();
        if (IsTerminating) return;
        LocalActorRef[] children = BeginTermination();
        foreach (LocalActorRef child in children) child.Stop();
        if (children.Length > 0)
        {
            // No user message is handled any more, and no failure reported.
            Mailbox.Suspend();
            _failed ??= _self;
            return;
        }

        FinishTerminate();
    }

    private void FinishTerminate()
    {
        ActorBase? actor = _actor;
        try
        {
            if (!_instanceEnded) actor?.AroundPostStop();
        }
        catch (Exception ex)
        {
            LogError(ex, $"Exception in PostStop of {_self.Path}.");
        }
        finally
        {
            AbandonHandlers();
            ClearIncarnation();
            _behavior = null;
            _behaviorStack = null;
            _message = null;
            _sender = null;
            Mailbox.Close();
            if (_subscribed) System.EventStream.Unsubscribe(_self);
            ParentRef.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true));
            TellWatchersWeDied();
            UnwatchAll();
            _actor = null;
        }
    }

    private void ClearIncarnation()
    {
        _timers?.CancelAll();
        _timers = null;
        if (_actor is IActorStash { Stash: StashImpl stash }) stash.Close();
        _incarnation++;
        if (_actor is { } actor && !_instanceEnded) GiveUp(actor);
        _instanceEnded = true;
    }

    private void GiveUp(ActorBase actor)
    {
        try
        {
            if (actor is IDisposable disposable) disposable.Dispose();
            Props.Release(actor);
        }
        catch (Exception ex)
        {
            LogError(ex, $"An instance of {_self.Path} could not be given up.");
        }
    }

    private sealed class EscalatedFailure(Exception cause) : Exception("Escalated.", cause);
}
