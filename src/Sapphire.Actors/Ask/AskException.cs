namespace Sapphire.Actors.Ask;

/// <summary>A question could not be answered. Title and detail are for a person.</summary>
public sealed class AskException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="title">One short sentence.</param>
    /// <param name="detail">What to do next; may be empty.</param>
    /// <param name="innerException">The cause.</param>
    public AskException(string title, string detail, Exception? innerException = null) : base(title, innerException) => Detail = detail;

    /// <summary>What to do next; may be empty.</summary>
    public string Detail { get; }
}
