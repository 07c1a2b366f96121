namespace Sapphire.Actors.Configuration;

/// <summary>What a node does. Several are written with commas between them.</summary>
[Flags]
public enum NodeRole
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Pages, hub and login; holds no state.</summary>
    Web = 1,

    /// <summary>Chats, timers and their models and tools.</summary>
    Session = 2,

    /// <summary>Recognises speech for all nodes.</summary>
    Stt = 4,

    /// <summary>Speaks for all nodes.</summary>
    Tts = 8,

    /// <summary>A place with a microphone and a loudspeaker.</summary>
    Room = 16,

    /// <summary>What one machine by itself does.</summary>
    All = Web | Session | Stt | Tts,
}
