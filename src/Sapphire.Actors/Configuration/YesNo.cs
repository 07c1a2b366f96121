namespace Sapphire.Actors.Configuration;

/// <summary>A switch of the configuration.</summary>
public enum YesNo
{
    /// <summary>Off.</summary>
    No,

    /// <summary>On.</summary>
    Yes,
}
