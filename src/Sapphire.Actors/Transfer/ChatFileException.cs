namespace Sapphire.Actors.Transfer;

/// <summary>A chat could not be exported or imported; the message and the advice are for people.</summary>
public sealed class ChatFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence.</param>
    /// <param name="advice">What to do next.</param>
    /// <param name="innerException">The cause.</param>
    public ChatFileException(string message, string advice, Exception? innerException = null) : base(message, innerException) => Advice = advice;

    /// <summary>What to do next.</summary>
    public string Advice { get; }

    /// <summary>True when there is no such chat.</summary>
    public bool NotFound { get; init; }
}
