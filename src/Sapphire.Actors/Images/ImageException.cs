namespace Sapphire.Actors.Images;

/// <summary>An image that is not taken; the message says why.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="detail">What to do next.</param>
    /// <param name="tooLarge">True when it is only too large.</param>
    public ImageException(string message, string detail, bool tooLarge = false)
        : base(message)
    {
        Detail = detail;
        TooLarge = tooLarge;
    }

    /// <summary>What to do next.</summary>
    public string Detail { get; }

    /// <summary>True when it is only too large.</summary>
    public bool TooLarge { get; }
}
