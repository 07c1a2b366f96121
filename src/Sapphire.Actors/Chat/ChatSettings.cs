using System.Collections.Immutable;
using System.Globalization;

namespace Sapphire.Actors.Chat;

/// <summary>What one chat is set to. Null means that the home's default applies.</summary>
public sealed record ChatSettings
{
    /// <summary>The slowest speech.</summary>
    public const double MinSpeed = 0.5;

    /// <summary>The fastest speech.</summary>
    public const double MaxSpeed = 2.5;

    /// <summary>The deepest voice.</summary>
    public const double MinPitch = 0.5;

    /// <summary>The highest voice.</summary>
    public const double MaxPitch = 2;

    /// <summary>After how many messages of the person a spice may change, at most.</summary>
    public const int MaxSpiceTurns = 1000;

    /// <summary>The longest custom context, in characters.</summary>
    public const int MaxContext = 20_000;

    /// <summary>The longest name of a persona, prompt, toolset, voice, provider, model, spice set, scope or avatar, in characters.</summary>
    public const int MaxName = 200;

    /// <summary>The most categories of spices.</summary>
    public const int MaxSpiceSets = 200;

    /// <summary>Everything as the home has it.</summary>
    public static ChatSettings None { get; } = new();

    /// <summary>The persona that was applied; its parts are in the other members.</summary>
    public string? Persona { get; init; }

    /// <summary>The prompt, by its name.</summary>
    public string? Prompt { get; init; }

    /// <summary>The toolset, by its name: <c>all</c>, <c>none</c>, <c>default</c> or one of the home's.</summary>
    public string? Toolset { get; init; }

    /// <summary>The voice in which replies are spoken.</summary>
    public string? Voice { get; init; }

    /// <summary>How fast replies are spoken: 0.5 to 2.5, 1 is as recorded.</summary>
    public double? Speed { get; init; }

    /// <summary>How high replies are spoken: 0.5 to 2, 1 is as recorded.</summary>
    public double? Pitch { get; init; }

    /// <summary>Whether spices are added to the prompt.</summary>
    public bool? SpiceEnabled { get; init; }

    /// <summary>After how many messages of the person another spice is taken: 1 to 1000.</summary>
    public int? SpiceTurns { get; init; }

    /// <summary>The categories that spices are taken of; empty for none.</summary>
    public ImmutableArray<string>? SpiceSets { get; init; }

    /// <summary>The provider that answers, by its id.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that answers.</summary>
    public string? Model { get; init; }

    /// <summary>The scope of memories: letters, digits and underscores in lower case; <c>none</c> for no memory.</summary>
    public string? MemoryScope { get; init; }

    /// <summary>Text that is added to the prompt.</summary>
    public string? CustomContext { get; init; }

    /// <summary>Whether date and time are added to the prompt.</summary>
    public bool? InjectDateTime { get; init; }

    /// <summary>The assistant's avatar, by its id.</summary>
    public string? Avatar { get; init; }

    /// <summary>The colour of the chat's trim: <c>#rrggbb</c>.</summary>
    public string? TrimColor { get; init; }

    /// <summary>These settings, and those of <paramref name="defaults"/> where these say nothing.</summary>
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

        // A model is one of its provider's: another provider's model under the same name would be another one.
        Provider = Provider ?? defaults.Provider,
        Model = Model ?? (Provider is null || string.Equals(Provider, defaults.Provider, StringComparison.Ordinal) ? defaults.Model : null),
        MemoryScope = MemoryScope ?? defaults.MemoryScope,
        CustomContext = CustomContext ?? defaults.CustomContext,
        InjectDateTime = InjectDateTime ?? defaults.InjectDateTime,
        Avatar = Avatar ?? defaults.Avatar,
        TrimColor = TrimColor ?? defaults.TrimColor,
    };

    /// <inheritdoc />
    public bool Equals(ChatSettings? other) =>
        other is not null
        && string.Equals(Persona, other.Persona, StringComparison.Ordinal)
        && string.Equals(Prompt, other.Prompt, StringComparison.Ordinal)
        && string.Equals(Toolset, other.Toolset, StringComparison.Ordinal)
        && string.Equals(Voice, other.Voice, StringComparison.Ordinal)
        && Speed == other.Speed
        && Pitch == other.Pitch
        && SpiceEnabled == other.SpiceEnabled
        && SpiceTurns == other.SpiceTurns
        && SameSets(SpiceSets, other.SpiceSets)
        && string.Equals(Provider, other.Provider, StringComparison.Ordinal)
        && string.Equals(Model, other.Model, StringComparison.Ordinal)
        && string.Equals(MemoryScope, other.MemoryScope, StringComparison.Ordinal)
        && string.Equals(CustomContext, other.CustomContext, StringComparison.Ordinal)
        && InjectDateTime == other.InjectDateTime
        && string.Equals(Avatar, other.Avatar, StringComparison.Ordinal)
        && string.Equals(TrimColor, other.TrimColor, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Persona, Prompt, Toolset, Voice, Provider, Model, MemoryScope, CustomContext);

    /// <summary>Why a chat cannot be set to this, for a person; null when it can.</summary>
    public string? Problem()
    {
        if (SpiceSets is { } sets && (sets.IsDefault || sets.Length > MaxSpiceSets || sets.Any(static set => set is null)))
        {
            return $"The spice sets are 0 to {MaxSpiceSets} names.";
        }

        (string Name, string? Value)[] names =
        [
            ("persona", Persona), ("prompt", Prompt), ("toolset", Toolset), ("voice", Voice), ("provider", Provider), ("model", Model), ("avatar", Avatar),
            .. (SpiceSets ?? []).Select(set => ("name of a spice set", (string?)set)),
        ];
        foreach ((string name, string? value) in names)
        {
            if (value is { Length: 0 or > MaxName })
            {
                return $"The {name} has {value.Length} characters; 1 to {MaxName} are allowed. Leave it out to use the default.";
            }
        }

        return this switch
        {
            { Speed: { } speed } when speed is not (>= MinSpeed and <= MaxSpeed) => Range("speed", speed, MinSpeed, MaxSpeed),
            { Pitch: { } pitch } when pitch is not (>= MinPitch and <= MaxPitch) => Range("pitch", pitch, MinPitch, MaxPitch),
            { SpiceTurns: { } turns } when turns is not (>= 1 and <= MaxSpiceTurns) => Range("number of messages between spices", turns, 1, MaxSpiceTurns),
            { MemoryScope: { } scope } when !Memory.MemoryScope.IsSetting(scope) => Memory.MemoryScope.NameRule,
            { CustomContext.Length: > MaxContext } => $"The custom context has {CustomContext.Length:N0} characters; at most {MaxContext:N0} are allowed.",
            { TrimColor: { } color } when color.Length != 7 || color[0] != '#' || !color.Skip(1).All(char.IsAsciiHexDigit) => $"'{color}' is no colour. Write it as #rrggbb.",
            _ => null,
        };
    }

    private static string Range(string what, double value, double least, double most) => string.Create(
        CultureInfo.InvariantCulture, $"The {what} is {value}; it may be {least} to {most}.");

    private static bool SameSets(ImmutableArray<string>? one, ImmutableArray<string>? other) =>
        one is null || other is null ? one is null && other is null : one.Value.AsSpan().SequenceEqual(other.Value.AsSpan());
}
