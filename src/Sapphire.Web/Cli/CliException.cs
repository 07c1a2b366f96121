namespace Sapphire.Web.Cli;

/// <summary>A verb cannot go on. The message is for a person: what happened, and what to do next.</summary>
internal sealed class CliException : Exception
{
    public CliException(string message, int status = ExitStatus.Failed, Exception? innerException = null) : base(message, innerException) => Status = status;

    /// <summary>The exit status; see <see cref="ExitStatus"/>.</summary>
    public int Status { get; }
}
