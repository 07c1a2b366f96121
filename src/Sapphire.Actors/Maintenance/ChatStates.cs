using Sapphire.Actors.Chat;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Maintenance;

/// <summary>How a chat grows from its events.</summary>
public sealed class ChatStates : StateModel
{
    /// <inheritdoc />
    public override bool Owns(string persistenceId) => ChatIds.TryParse(persistenceId, out _);

    // One from before branches could be walked and undone knows nothing of that.
    /// <inheritdoc />
    public override object AsStored(object expected, object stored) => stored is ChatStateSnapshot { Tree: null } ? (ChatStateSnapshot)expected with { Tree = null } : expected;

    /// <inheritdoc />
    public override IStateReplay Begin() => new Replay();

    private sealed class Replay : IStateReplay
    {
        private readonly ChatStateBuilder _state = new(ChatState.None);

        public void Apply(object happened) => _state.Apply((ChatEvent)happened);

        public object ToSnapshot() => ChatStateSnapshot.From(_state.ToState());
    }
}
