using Sapphire.Actors.Chat.Views;

namespace Sapphire.Actors.Rooms;

/// <summary>Whether rooms can listen and speak now. Quick: asked each time a page opens its room.</summary>
public interface ISpeechAvailability
{
    /// <summary>Why speech cannot be recognised, and what to do; null when it can.</summary>
    MessageError? ListenProblem { get; }

    /// <summary>Why nothing can be spoken, and what to do; null when it can.</summary>
    MessageError? SpeakProblem { get; }
}
