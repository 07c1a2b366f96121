namespace Sapphire.Web.Speech;

/// <summary>Bad input, answered as problem+json.</summary>
internal sealed class SpeechProblem : Exception
{
    /// <summary>Creates the problem.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">One sentence.</param>
    /// <param name="detail">What to do next; may be empty.</param>
    public SpeechProblem(int status, string title, string detail = "") : base(title)
    {
        Status = status;
        Detail = detail;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>What to do next; may be empty.</summary>
    public string Detail { get; }

    /// <summary>Bad input.</summary>
    public static SpeechProblem Bad(string title, string detail = "") => new(StatusCodes.Status400BadRequest, title, detail);
}
