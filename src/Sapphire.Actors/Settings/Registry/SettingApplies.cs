namespace Sapphire.Actors.Settings.Registry;

/// <summary>When a changed setting takes effect.</summary>
public enum SettingApplies
{
    /// <summary>The next time it is needed: the next message, the next sentence, the next page.</summary>
    AtOnce,

    /// <summary>When the part that it belongs to starts the next time, such as a microphone that is opened.</summary>
    ComponentRestart,

    /// <summary>When Sapphire starts the next time.</summary>
    Restart,
}
