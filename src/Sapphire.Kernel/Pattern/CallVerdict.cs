namespace Sapphire.Kernel.Pattern;

/// <summary>What the exception of a call says about the service behind a <see cref="CircuitBreaker"/>.</summary>
internal enum CallVerdict
{
    /// <summary>The service is out of order.</summary>
    Failure,

    /// <summary>The service works; it refused this call.</summary>
    Success,

    /// <summary>Nothing: the caller gave up, for example.</summary>
    Neither,
}
