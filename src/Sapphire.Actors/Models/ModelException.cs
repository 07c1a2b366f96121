namespace Sapphire.Actors.Models;

/// <summary>
/// A provider could not answer. The message is for a person and says what to do next; it holds no key, prompt or reply.
/// </summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="title">One short sentence: "LM Studio answered 401 (unauthorized)."</param>
    /// <param name="detail">What to do next: "Check the key in the Models dialog."</param>
    /// <param name="canRetry">True when asking again may help.</param>
    /// <param name="innerException">The cause.</param>
    public ModelException(string title, string detail, bool canRetry, Exception? innerException = null) : base(title, innerException)
    {
        Detail = detail;
        CanRetry = canRetry;
    }

    /// <summary>What to do next; may be empty.</summary>
    public string Detail { get; }

    /// <summary>True when asking again may help.</summary>
    public bool CanRetry { get; }

    /// <summary>True when the provider says that it was sent more than the model takes: a shorter request may be answered.</summary>
    public bool TooLong { get; init; }

    /// <summary>True where the built-in assistant does not understand, and others may be asked instead: <see cref="ModelChoice.OnDecline"/>.</summary>
    public bool Declined { get; init; }
}
