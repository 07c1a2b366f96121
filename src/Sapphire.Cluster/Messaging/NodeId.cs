using System.Globalization;
using System.Security.Cryptography;

namespace Sapphire.Cluster.Messaging;

/// <summary>One life of a node. A node that is started again keeps its name and gets another incarnation.</summary>
/// <param name="Name">Its name, unique in the cluster: lower-case letters, digits and dashes.</param>
/// <param name="Incarnation">Which of its lives: later ones are greater.</param>
public readonly record struct NodeId(string Name, long Incarnation)
{
    /// <summary>The longest name.</summary>
    public const int LongestName = 64;

    /// <summary>A new life of a node. Milliseconds since 1970 and 20 random bits: two starts in one millisecond differ too.</summary>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public static NodeId Create(string name, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new(Valid(name), (clock.GetUtcNow().ToUnixTimeMilliseconds() << 20) | (long)RandomNumberGenerator.GetInt32(1 << 20));
    }

    /// <summary>What <see cref="ToString"/> wrote; null where it is something else.</summary>
    public static NodeId? Parse(string? text)
    {
        int mark = text?.LastIndexOf('@') ?? -1;
        return mark > 0 && long.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long incarnation)
            ? new(text![..mark], incarnation)
            : null;
    }

    /// <summary>The name, when it is a good one.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Valid(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > LongestName || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            throw new ArgumentException($"'{name}' is no name of a node: 1 to {LongestName} lower-case letters, digits and dashes.", nameof(name));
        }

        return name;
    }

    /// <summary><c>kitchen@1a2b3c</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}@{Incarnation:x}");
}
