namespace Sapphire.Actors.Tools;

/// <summary>
/// A tool could not do what it was asked, for a reason that the model and the person can act upon ("There is no timer
/// called tea."). Its message goes back to the model as it is; any other exception is logged and goes back in general words.
/// </summary>
public sealed class ToolException : Exception
{
    /// <summary>Creates the exception with the text for the model and the person.</summary>
    public ToolException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with the text for the model and the person, and its cause.</summary>
    public ToolException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
