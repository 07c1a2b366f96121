namespace Sapphire.Actors.Prompts;

/// <summary>The library was not changed; the message and the advice are for people.</summary>
public sealed class LibraryException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="advice">What to do next.</param>
    public LibraryException(LibraryFault fault, string message, string advice = "") : base(message)
    {
        Fault = fault;
        Advice = advice;
    }

    /// <summary>Why.</summary>
    public LibraryFault Fault { get; }

    /// <summary>What to do next; may be empty.</summary>
    public string Advice { get; }

    /// <summary>What was given cannot be taken.</summary>
    public static LibraryException Invalid(string message, string advice = "") => new(LibraryFault.Invalid, message, advice);

    /// <summary>It does not exist.</summary>
    public static LibraryException NotFound(string what, string name) =>
        new(LibraryFault.NotFound, $"There is no {what} \"{Short(name)}\".", "It may have been deleted or renamed in another window. Reload the page.");

    /// <summary>The name is taken.</summary>
    public static LibraryException Taken(string what, string name) => new(LibraryFault.Taken, $"There is a {what} \"{Short(name)}\" already.", "Choose another name.");

    /// <summary>Somebody else has changed it meanwhile.</summary>
    public static LibraryException Changed(string what, string name) =>
        new(LibraryFault.Changed, $"The {what} \"{Short(name)}\" has been changed meanwhile.", "Reload the page to see the change, and make yours again.");

    private static string Short(string name) => name.Length > 80 ? name[..80] + "…" : name;
}
