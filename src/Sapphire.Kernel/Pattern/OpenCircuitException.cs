using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Pattern;

/// <summary>A <see cref="CircuitBreaker"/> is open, or another call tries whether it may close: this call was not made.</summary>
public class OpenCircuitException : AkkaException
{
    private const string Default = "The circuit breaker is open; calls fail at once.";

    /// <summary>Creates it.</summary>
    public OpenCircuitException()
        : base(Default)
    {
    }

    /// <summary>Creates it.</summary>
    public OpenCircuitException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with the failure that opened the breaker.</summary>
    public OpenCircuitException(Exception? cause)
        : base(Default, cause)
    {
    }

    /// <summary>Creates it.</summary>
    public OpenCircuitException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <summary>How long until the breaker lets a call through to try; zero while one is trying.</summary>
    public TimeSpan RemainingDuration { get; init; }
}
