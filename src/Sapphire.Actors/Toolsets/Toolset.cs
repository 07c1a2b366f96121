using System.Collections.Immutable;

namespace Sapphire.Actors.Toolsets;

/// <summary>Tools under one name, of which a chat has one.</summary>
/// <param name="Name">The name.</param>
/// <param name="Tools">The names of the tools; those that do not exist (any more) are left out when a turn is composed.</param>
public sealed record Toolset(string Name, ImmutableArray<string> Tools)
{
    /// <summary>Every tool; built in.</summary>
    public const string All = "all";

    /// <summary>No tool; built in.</summary>
    public const string None = "none";

    /// <summary>What a chat has that is set to nothing: every tool, unless the home has a toolset of this name.</summary>
    public const string Default = "default";

    /// <summary>The most tools of a toolset.</summary>
    public const int MaxTools = 200;

    /// <summary>The longest name of a tool, in characters.</summary>
    public const int MaxToolName = 64;

    /// <summary>Whether a name is built in, and cannot be taken.</summary>
    public static bool IsBuiltIn(string name) => name is All or None;

    /// <summary>Why a toolset cannot be stored, for people; null when it can.</summary>
    public string? Problem()
    {
        if (Prompts.Prompt.NameProblem(Name) is { } problem)
        {
            return problem;
        }

        if (IsBuiltIn(Name))
        {
            return $"\"{Name}\" is built in and cannot be changed. Choose another name.";
        }

        if (Tools.Length > MaxTools)
        {
            return $"A toolset has at most {MaxTools} tools; this one has {Tools.Length}.";
        }

        foreach (string tool in Tools)
        {
            if (tool.Length is 0 or > MaxToolName || tool.Any(static c => !(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')))
            {
                return $"\"{(tool.Length > MaxToolName ? tool[..MaxToolName] + "…" : tool)}\" is no name of a tool: it has 1 to {MaxToolName} letters, digits, underscores, dashes and points.";
            }
        }

        return Tools.Distinct(StringComparer.Ordinal).Count() < Tools.Length ? "A tool is named twice. Name each one once." : null;
    }

    /// <inheritdoc />
    public bool Equals(Toolset? other) => other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal) && Tools.AsSpan().SequenceEqual(other.Tools.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Tools.Length);
}
