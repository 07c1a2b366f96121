using System.Text.Json.Serialization;

namespace Sapphire.Actors.Prompts;

/// <summary>What to do with something of an import whose name is taken by something else.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImportConflict>))]
public enum ImportConflict
{
    /// <summary>What is there stays.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,

    /// <summary>What comes replaces it.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,

    /// <summary>What comes gets another name.</summary>
    [JsonStringEnumMemberName("both")]
    Both,
}
