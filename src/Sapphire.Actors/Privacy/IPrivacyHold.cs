using Sapphire.Actors.Ids;

namespace Sapphire.Actors.Privacy;

/// <summary>May keep a chat private: its prompt requires it.</summary>
public interface IPrivacyHold
{
    /// <summary>Why a chat stays private whatever the switch says, for people; null when it does not, or when there is no such chat.</summary>
    ValueTask<string?> ReasonAsync(ChatId chat, CancellationToken cancellationToken);

    /// <summary>Whether nothing of a chat may leave. One that cannot be asked counts as private.</summary>
    /// <param name="chat">The chat; null for a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<bool> IsPrivateAsync(ChatId? chat, CancellationToken cancellationToken);
}
