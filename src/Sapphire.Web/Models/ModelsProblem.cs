namespace Sapphire.Web.Models;

/// <summary>Bad input or a missing thing, answered as problem+json.</summary>
internal sealed class ModelsProblem : Exception
{
    /// <summary>Creates the problem.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">One sentence.</param>
    /// <param name="detail">What to do next; may be empty.</param>
    public ModelsProblem(int status, string title, string detail = "") : base(title)
    {
        Status = status;
        Detail = detail;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>What to do next; may be empty.</summary>
    public string Detail { get; }

    /// <summary>Bad input.</summary>
    public static ModelsProblem Bad(string title, string detail = "") => new(StatusCodes.Status400BadRequest, title, detail);

    /// <summary>An unknown provider.</summary>
    public static ModelsProblem Unknown(string id) =>
        new(StatusCodes.Status404NotFound, "There is no such provider.", $"It may have been deleted in another window. Reload the Models dialog. The id was {(id.Length > 40 ? id[..40] + "…" : id)}.");
}
