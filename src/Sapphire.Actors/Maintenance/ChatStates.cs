using Sapphire.Actors.Chat;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Maintenance;

/// <summary>How a chat grows from its events.</summary>
public sealed class ChatStates : StateModel
{
    /// <inheritdoc />
    public override bool Owns(string persistenceId) => ChatIds.TryParse(persistenceId, out _);

    /// <inheritdoc />
    public override IStateReplay Begin() => new Replay();

    private sealed class Replay : IStateReplay
    {
        private readonly ChatStateBuilder _state = new(ChatState.None);

        public void Apply(object happened) => _state.Apply((ChatEvent)happened);

        public object ToSnapshot() => ChatStateSnapshot.From(_state.ToState());
    }
}
