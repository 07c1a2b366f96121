#pragma warning disable MA0048 // A family of small exceptions.
namespace Sapphire.Kernel.Actor;

/// <summary>The base of the kernel's exceptions.</summary>
public class AkkaException : Exception
{
    /// <summary>Creates it.</summary>
    public AkkaException()
    {
    }

    /// <summary>Creates it.</summary>
    public AkkaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    public AkkaException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>An actor's constructor or <c>PreStart</c> failed. The default supervision stops the actor.</summary>
public class ActorInitializationException : AkkaException
{
    /// <summary>Creates it.</summary>
    public ActorInitializationException()
    {
    }

    /// <summary>Creates it.</summary>
    public ActorInitializationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it.</summary>
    public ActorInitializationException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <summary>Creates it.</summary>
    public ActorInitializationException(IActorRef? actor, string message, Exception? cause = null)
        : base(message, cause) => Actor = actor;

    /// <summary>The actor that could not start.</summary>
    public IActorRef? Actor { get; }
}

/// <summary><c>PreRestart</c> failed; the restart goes on.</summary>
public class PreRestartException(IActorRef actor, Exception restartException, Exception cause, object? optionalMessage)
    : ActorInitializationException(actor, $"Exception in PreRestart of {actor} (originally {cause.GetType().Name}, message {optionalMessage?.GetType().Name ?? "none"}).", restartException)
{
    /// <summary>What <c>PreRestart</c> threw.</summary>
    public Exception RestartException { get; } = restartException;

    /// <summary>Why the actor was restarted.</summary>
    public Exception OriginalCause { get; } = cause;

    /// <summary>The message that was handled when it failed.</summary>
    public object? OptionalMessage { get; } = optionalMessage;
}

/// <summary>The constructor or <c>PostRestart</c> failed in a restart. The default supervision stops the actor.</summary>
public class PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor, $"Exception in the restart of {actor} ({cause.GetType().Name}: {cause.Message}).", cause)
{
    /// <summary>Why the actor was restarted.</summary>
    public Exception OriginalCause { get; } = originalCause;
}

/// <summary>The actor was sent <see cref="Kill"/>.</summary>
public class ActorKilledException(string message) : AkkaException(message);

/// <summary>A watched actor ended and <see cref="Terminated"/> was not handled.</summary>
public class DeathPactException(IActorRef deadActor) : AkkaException($"Monitored actor [{deadActor}] terminated, and its Terminated message was not handled.")
{
    /// <summary>The actor that ended.</summary>
    public IActorRef DeadActor { get; } = deadActor;
}

/// <summary>A name is malformed or taken.</summary>
public class InvalidActorNameException(string message, Exception? innerException = null) : AkkaException(message, innerException);

/// <summary>A path of a selection is malformed.</summary>
public class IllegalActorNameException(string message) : AkkaException(message);

/// <summary>A message may not be sent.</summary>
public class InvalidMessageException(string message) : AkkaException(message);

/// <summary>A stash is full.</summary>
public class StashOverflowException(string message, Exception? cause = null) : AkkaException(message, cause);

/// <summary>An actor did something its state forbids, such as stashing one message twice.</summary>
public class IllegalActorStateException(string message) : AkkaException(message);

/// <summary>No answer came to an Ask in time.</summary>
public class AskTimeoutException(string message) : AkkaException(message);

/// <summary>A selection matched no living actor.</summary>
public class ActorNotFoundException(string message, Exception? innerException = null) : AkkaException(message, innerException);

/// <summary>A mailbox with <see cref="Dispatch.MailboxOverflow.Fail"/> ran full; the owner fails with this.</summary>
public sealed class MailboxOverflowException(string message) : AkkaException(message);
