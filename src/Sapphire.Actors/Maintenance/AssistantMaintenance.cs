using System.Collections.Immutable;
using Sapphire.Actors.Home;
using Sapphire.Persistence.Projections;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Maintenance;

/// <summary>What tools need to know of the assistant's persistent actors.</summary>
public static class AssistantMaintenance
{
    /// <summary>The states of all of them.</summary>
    public static ImmutableArray<StateModel> States { get; } = [new ChatStates(), new ScheduleStates()];

    /// <summary>Checks of the read models, for one run.</summary>
    /// <param name="store">Where the read models are.</param>
    public static ImmutableArray<IReadModelCheck> ReadModelChecks(IProjectionStore store) => [new ChatListCheck(store)];
}
