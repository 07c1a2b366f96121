using System.Collections.Immutable;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Maintenance;

/// <summary>What tools need to know of the assistant's persistent actors.</summary>
public static class AssistantMaintenance
{
    /// <summary>The states of all of them.</summary>
    public static ImmutableArray<StateModel> States { get; } = [new ChatStates(), new ScheduleStates()];

    /// <summary>Checks of the read models of a home, for one run.</summary>
    /// <param name="services">The home's stores.</param>
    public static ImmutableArray<IReadModelCheck> ReadModelChecks(IServiceProvider services) => [];
}
