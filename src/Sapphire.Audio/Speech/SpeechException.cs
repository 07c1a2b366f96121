namespace Sapphire.Audio.Speech;

/// <summary>Something could not be spoken, recognised, read or written. Title and detail are for a person.</summary>
public sealed class SpeechException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">Tells one reason from another: <c>unavailable</c>, <c>bad-audio</c>, <c>too-long</c>, <c>timeout</c>, <c>crashed</c>, <c>busy</c>, <c>refused</c>, <c>bad-request</c>, <c>service</c>.</param>
    /// <param name="title">One short sentence.</param>
    /// <param name="detail">What to do next; may be empty.</param>
    /// <param name="innerException">The cause.</param>
    public SpeechException(string code, string title, string detail, Exception? innerException = null) : base(title, innerException)
    {
        Code = code;
        Detail = detail;
    }

    /// <summary>Tells one reason from another.</summary>
    public string Code { get; }

    /// <summary>What to do next; may be empty.</summary>
    public string Detail { get; }
}
