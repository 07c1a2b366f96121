using Sapphire.Actors.Schedule;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Maintenance;

/// <summary>How the schedule grows from its events.</summary>
public sealed class ScheduleStates : StateModel
{
    /// <summary>The persistence id of the schedule.</summary>
    public const string PersistenceId = "schedule";

    /// <inheritdoc />
    public override bool Owns(string persistenceId) => string.Equals(persistenceId, PersistenceId, StringComparison.Ordinal);

    /// <inheritdoc />
    public override IStateReplay Begin() => new Replay();

    private sealed class Replay : IStateReplay
    {
        private ScheduleState _state = ScheduleState.Empty;

        public void Apply(object happened) => _state = _state.Apply((ScheduleEvent)happened);

        public object ToSnapshot() => ScheduleSnapshot.From(_state);
    }
}
