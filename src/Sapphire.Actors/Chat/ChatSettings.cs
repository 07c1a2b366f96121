using System.Collections.Immutable;

namespace Sapphire.Actors.Chat;

/// <summary>What one chat is set to. Each member may be null: then the default of the home holds.</summary>
public sealed record ChatSettings
{
    /// <summary>Nothing of its own.</summary>
    public static readonly ChatSettings Empty = new();

    /// <summary>The id of the persona that was applied last.</summary>
    public string? Persona { get; init; }

    /// <summary>The name of the prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The name of the toolset.</summary>
    public string? Toolset { get; init; }

    /// <summary>The name of the voice.</summary>
    public string? Voice { get; init; }

    /// <summary>How fast replies are spoken: 0.5 to 2.5, 1 is the voice's own.</summary>
    public double? Speed { get; init; }

    /// <summary>How high replies are spoken: 0.5 to 2, 1 is the voice's own.</summary>
    public double? Pitch { get; init; }

    /// <summary>Whether spices are mixed in.</summary>
    public bool? SpiceEnabled { get; init; }

    /// <summary>After how many messages of the person the spice changes: 1 to 20.</summary>
    public int? SpiceTurns { get; init; }

    /// <summary>The categories that spices are taken from; null for all that are switched on.</summary>
    public ImmutableArray<string>? SpiceSets { get; init; }

    /// <summary>The id of the provider that is tried first.</summary>
    public string? Provider { get; init; }

    /// <summary>The model of that provider.</summary>
    public string? Model { get; init; }

    /// <summary>The scope of what is remembered; <c>none</c> for no memory.</summary>
    public string? MemoryScope { get; init; }

    /// <summary>Put behind the prompt.</summary>
    public string? CustomContext { get; init; }

    /// <summary>Whether the model is told date and time.</summary>
    public bool? InjectDateTime { get; init; }

    /// <summary>The id of the picture of the assistant.</summary>
    public string? Avatar { get; init; }

    /// <summary>The colour of the chat: <c>#rrggbb</c>.</summary>
    public string? TrimColor { get; init; }

    /// <summary>These settings where they are set, else those of <paramref name="defaults"/>.</summary>
    public ChatSettings Over(ChatSettings defaults) => new()
    {
        Persona = Persona ?? defaults.Persona,
        Prompt = Prompt ?? defaults.Prompt,
        Toolset = Toolset ?? defaults.Toolset,
        Voice = Voice ?? defaults.Voice,
        Speed = Speed ?? defaults.Speed,
        Pitch = Pitch ?? defaults.Pitch,
        SpiceEnabled = SpiceEnabled ?? defaults.SpiceEnabled,
        SpiceTurns = SpiceTurns ?? defaults.SpiceTurns,
        SpiceSets = SpiceSets ?? defaults.SpiceSets,
        Provider = Provider ?? defaults.Provider,
        Model = Model ?? defaults.Model,
        MemoryScope = MemoryScope ?? defaults.MemoryScope,
        CustomContext = CustomContext ?? defaults.CustomContext,
        InjectDateTime = InjectDateTime ?? defaults.InjectDateTime,
        Avatar = Avatar ?? defaults.Avatar,
        TrimColor = TrimColor ?? defaults.TrimColor,
    };
}
