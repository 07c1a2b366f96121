using Sapphire.Persistence.Memory;

namespace Sapphire.Actors.Memory;

/// <summary>One scope of memories: chats of one scope share what is remembered.</summary>
/// <param name="Name">Its name: 1 to 32 lower-case letters, digits and underscores.</param>
/// <param name="Count">How many memories it has.</param>
public sealed record MemoryScope(string Name, int Count)
{
    /// <summary>The scope of chats that are set to no other. It is always there.</summary>
    public const string Default = IMemoryDatabase.DefaultScope;

    /// <summary>What a chat without a memory is set to; no scope is called so.</summary>
    public const string None = "none";

    /// <summary>The longest name, in characters.</summary>
    public const int MaxName = 32;

    /// <summary>What a name looks like, for a person.</summary>
    public const string NameRule = "A memory scope has 1 to 32 lower-case letters, digits and underscores.";

    /// <summary>Whether a chat can be set to it: a name of a scope, or <see cref="None"/>.</summary>
    public static bool IsSetting(string text) => text.Length is >= 1 and <= MaxName && text.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    /// <summary>Whether a scope can be called so.</summary>
    public static bool IsName(string text) => IsSetting(text) && text != None;
}
