namespace Sapphire.Persistence.Tools;

/// <summary>A tool cannot do what was asked. The message is one line for a person: what is wrong, and what to do next. Nothing was changed, unless it says so.</summary>
public sealed class JournalToolException : Exception
{
    /// <summary>A failure with its message.</summary>
    public JournalToolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
