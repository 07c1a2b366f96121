using System.Collections.Immutable;

namespace Sapphire.Actors.Configuration;

/// <summary>The configuration holds values that are not allowed, or keys that nobody reads.</summary>
public sealed class SapphireOptionsException(ImmutableArray<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence for each problem: the key, its place, its value and what is allowed.</summary>
    public ImmutableArray<string> Problems { get; } = problems;
}
