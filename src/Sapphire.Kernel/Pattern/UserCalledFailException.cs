using Sapphire.Kernel.Actor;

namespace Sapphire.Kernel.Pattern;

/// <summary>The failure that <see cref="CircuitBreaker.Fail()"/> stands for.</summary>
public class UserCalledFailException() : AkkaException("Fail was called on the circuit breaker.");
