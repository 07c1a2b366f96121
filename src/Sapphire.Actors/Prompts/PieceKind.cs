using System.Text.Json.Serialization;

namespace Sapphire.Actors.Prompts;

/// <summary>The kinds of pieces that a prompt is assembled from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PieceKind>))]
public enum PieceKind
{
    /// <summary>Who the assistant is.</summary>
    [JsonStringEnumMemberName("persona")]
    Persona,

    /// <summary>Where it is.</summary>
    [JsonStringEnumMemberName("location")]
    Location,

    /// <summary>How it stands to the person.</summary>
    [JsonStringEnumMemberName("relationship")]
    Relationship,

    /// <summary>What it wants.</summary>
    [JsonStringEnumMemberName("goals")]
    Goals,

    /// <summary>How it answers.</summary>
    [JsonStringEnumMemberName("format")]
    Format,

    /// <summary>What is going on.</summary>
    [JsonStringEnumMemberName("scenario")]
    Scenario,

    /// <summary>Further rules; several.</summary>
    [JsonStringEnumMemberName("extras")]
    Extras,

    /// <summary>Moods; several.</summary>
    [JsonStringEnumMemberName("emotions")]
    Emotions,
}
