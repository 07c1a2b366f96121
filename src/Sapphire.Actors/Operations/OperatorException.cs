namespace Sapphire.Actors.Operations;

/// <summary>What an operator asked for cannot be done. The message says why, and what to do next.</summary>
public sealed class OperatorException : Exception
{
    /// <summary>Creates it.</summary>
    public OperatorException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Nothing of that name, and the names that there are: "there is no node 'kichen'; nodes: kitchen, attic".</summary>
    /// <param name="thing">What was looked for: "node".</param>
    /// <param name="name">The name that was given.</param>
    /// <param name="known">The names that there are.</param>
    public static OperatorException Unknown(string thing, string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        return new(names.Length == 0 ? $"There is no {thing} '{name}', and no other." : $"There is no {thing} '{name}'; {thing}s: {string.Join(", ", names)}.");
    }
}
