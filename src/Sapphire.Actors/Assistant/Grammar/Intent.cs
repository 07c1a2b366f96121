using System.Collections.Immutable;

namespace Sapphire.Actors.Assistant.Grammar;

/// <summary>Something a person can want, the phrasings of it, and what to do about it.</summary>
/// <param name="Name">Its name: <c>timer.set</c>.</param>
/// <param name="Phrases">One pattern a line (see <see cref="PatternReader"/>).</param>
/// <param name="Plan">What to do; null when it does not fit the conversation (a follow-up with nothing before it).</param>
internal sealed record Intent(string Name, string Phrases, Func<PatternMatch, Conversation, Plan?> Plan)
{
    /// <summary>The patterns, one by one.</summary>
    public ImmutableArray<string> Patterns { get; } =
        [.. Phrases.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l[0] != '#')];
}
