namespace Sapphire.Actors.Prompts;

/// <summary>Why the library was not changed.</summary>
public enum LibraryFault
{
    /// <summary>What was given cannot be taken.</summary>
    Invalid,

    /// <summary>It does not exist.</summary>
    NotFound,

    /// <summary>The name is taken.</summary>
    Taken,

    /// <summary>Somebody else has changed it meanwhile.</summary>
    Changed,
}
