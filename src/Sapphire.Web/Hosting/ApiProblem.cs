namespace Sapphire.Web.Hosting;

/// <summary>Bad input, or something that is not there; answered as problem+json.</summary>
internal sealed class ApiProblem : Exception
{
    /// <summary>Creates the problem.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">One sentence.</param>
    /// <param name="detail">What to do next; may be empty.</param>
    public ApiProblem(int status, string title, string detail = "") : base(title)
    {
        Status = status;
        Detail = detail;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>What to do next; may be empty.</summary>
    public string Detail { get; }

    /// <summary>Bad input.</summary>
    public static ApiProblem Bad(string title, string detail = "") => new(StatusCodes.Status400BadRequest, title, detail);
}
