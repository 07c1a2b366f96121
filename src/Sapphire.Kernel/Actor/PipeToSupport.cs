namespace Sapphire.Kernel.Actor;

/// <summary>
/// Sends the outcome of a task to an actor. A mapping that throws counts as a failure. The overloads with <c>useConfigureAwait</c> run the
/// mappings in the caller's context when it is true; inside an actor that is the actor itself.
/// </summary>
public static class PipeToSupport
{
    /// <summary>Sends a task's result.</summary>
    /// <param name="taskToPipe">The task.</param>
    /// <param name="recipient">Who gets the outcome.</param>
    /// <param name="sender">Who appears as the sender; nobody by default.</param>
    /// <param name="success">Makes the message from the result; the result itself by default.</param>
    /// <param name="failure">Makes the message from the exception; <see cref="Status.Failure"/> by default.</param>
    public static Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe, recipient, false, sender, success, failure);

    /// <summary>Sends a task's result.</summary>
    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, false, sender, success, failure);

    /// <summary>Sends a task's result.</summary>
    public static Task PipeTo<T>(
        this ValueTask<T> taskToPipe,
        ICanTell recipient,
        bool useConfigureAwait,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null) => PipeTo(taskToPipe.AsTask(), recipient, useConfigureAwait, sender, success, failure);

    /// <summary>Sends a task's result.</summary>
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe,
        ICanTell recipient,
        bool useConfigureAwait,
        IActorRef? sender = null,
        Func<T, object>? success = null,
        Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(taskToPipe);
        ArgumentNullException.ThrowIfNull(recipient);
        object message;
        try
        {
            T result = await taskToPipe.ConfigureAwait(useConfigureAwait);
            message = (success is null ? result : success(result)) ?? throw new InvalidMessageException("The task's result is null, which is no message. Map it with 'success'.");
        }
        catch (Exception ex)
        {
            message = failure is null ? new Status.Failure(ex) : failure(ex);
        }

        recipient.Tell(message, sender);
    }

    /// <summary>Sends a task's end: <paramref name="success"/>'s message, or nothing when there is none.</summary>
    public static Task PipeTo(
        this Task taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe, recipient, false, sender, success, failure);

    /// <summary>Sends a task's end: <paramref name="success"/>'s message, or nothing when there is none.</summary>
    public static Task PipeTo(
        this ValueTask taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        PipeTo(taskToPipe.AsTask(), recipient, false, sender, success, failure);

    /// <summary>Sends a task's end: <paramref name="success"/>'s message, or nothing when there is none.</summary>
    public static Task PipeTo(
        this ValueTask taskToPipe,
        ICanTell recipient,
        bool useConfigureAwait,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null) => PipeTo(taskToPipe.AsTask(), recipient, useConfigureAwait, sender, success, failure);

    /// <summary>Sends a task's end: <paramref name="success"/>'s message, or nothing when there is none.</summary>
    public static async Task PipeTo(
        this Task taskToPipe,
        ICanTell recipient,
        bool useConfigureAwait,
        IActorRef? sender = null,
        Func<object>? success = null,
        Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(taskToPipe);
        ArgumentNullException.ThrowIfNull(recipient);
        object? message;
        try
        {
            await taskToPipe.ConfigureAwait(useConfigureAwait);
            message = success?.Invoke();
        }
        catch (Exception ex)
        {
            message = failure is null ? new Status.Failure(ex) : failure(ex);
        }

        if (message is not null) recipient.Tell(message, sender);
    }
}
