namespace Sapphire.Kernel.Actor;

/// <summary>Something that can be cancelled once.</summary>
public interface ICancelable
{
    /// <summary>Whether it was.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>Tells others when it is.</summary>
    CancellationToken Token { get; }

    /// <summary>Cancels; again does nothing.</summary>
    void Cancel();

    /// <summary>Cancels.</summary>
    /// <param name="throwOnFirstException">Whether an exception of a callback of <see cref="Token"/> ends the cancelling at once, in place of being thrown after all of them ran.</param>
    void Cancel(bool throwOnFirstException);

    /// <summary>Cancels later.</summary>
    void CancelAfter(TimeSpan delay);

    /// <summary>Cancels later.</summary>
    void CancelAfter(int millisecondsDelay);
}
