using Sapphire.Kernel.Dispatch;

namespace Sapphire.Kernel.Actor;

/// <content>Asynchronous handlers: while one awaits, user messages wait and system messages act.</content>
internal sealed partial class ActorCell
{
    private int _pendingHandlers;
    private int _incarnation;
    private object? _pendingMessage;

    public void RunTask<T>(Func<T, Task> handler, T argument)
    {
        var context = new ActorSynchronizationContext(this, _incarnation, _message, _sender);
        SynchronizationContext? previous = SynchronizationContext.Current;
        Task task;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            task = handler(argument);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
        }

        if (task.IsCompletedSuccessfully) return;
        if (task.IsCompleted)
        {
#pragma warning disable VSTHRD002 // Complete already: this only throws the task's own exception.
            task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }

        Mailbox.Suspend();
        _pendingHandlers++;
        _pendingMessage = context.Message;
        _ = task.ContinueWith(
            static (t, state) =>
            {
                var c = (ActorSynchronizationContext)state!;
                c.Cell.Mailbox.PostSystem(new HandlerCompleted(c, t));
            },
            context,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public void HandleContinuation(ActorSynchronizationContext context, SendOrPostCallback callback, object? state)
    {
        if (context.Incarnation != _incarnation)
        {
            context.RunWithoutActor(callback, state);
            return;
        }

        object? message = _message;
        IActorRef? sender = _sender;
        SynchronizationContext? previous = SynchronizationContext.Current;
        _message = context.Message;
        _sender = context.Sender;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            callback(state);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
            _message = message;
            _sender = sender;
        }
    }

    public void HandleCompleted(ActorSynchronizationContext context, Task task)
    {
        if (_pendingHandlers == 0 || context.Incarnation != _incarnation)
        {
            LogOrphan(task);
            return;
        }

        if (--_pendingHandlers == 0) _pendingMessage = null;
        Mailbox.Resume();
        if (task.IsCompletedSuccessfully)
        {
            if (context.Message is not INotInfluenceReceiveTimeout) _receiveTimeout?.Touch();
            return;
        }

        _message = context.Message;
        _sender = context.Sender;
        HandleInvokeFailure(task.Exception?.InnerException ?? new TaskCanceledException(task), context.Message);
    }

    /// <summary>The incarnation ends while handlers await: the mailbox no longer waits for them.</summary>
    private void AbandonHandlers()
    {
        for (; _pendingHandlers > 0; _pendingHandlers--) Mailbox.Resume();
        _pendingMessage = null;
    }

    /// <summary>What became of a handler whose actor had ended; its actor cannot fail any more.</summary>
    public void LogOrphan(Task task)
    {
        if (task.Exception?.InnerException is { } ex) LogOrphan(ex);
    }

    /// <summary>Thread-safe.</summary>
    public void LogOrphan(Exception ex) => System.LogOrphan(_self.Path, ex);
}
