using System.Collections.Immutable;
using System.Data.Common;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Projections;

/// <summary>Where the tables of views are. Every method may be called from any thread and fails with a <see cref="StorageException"/>.</summary>
public interface IProjectionStore : IAsyncDisposable
{
    /// <summary>Which SQL it speaks.</summary>
    SqlDialect Dialect { get; }

    /// <summary>The generations of a view, the oldest first. One that is damaged or was not begun whole is put away and is not among them.</summary>
    Task<ImmutableArray<ProjectionGeneration>> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Begins a generation: empty, not ready.</summary>
    /// <param name="definition">Makes its tables.</param>
    /// <param name="joinAfter">One of this version with a higher number, which another program has just begun, is taken instead; null never does.</param>
    /// <param name="cancellationToken">Ends a wait for the server.</param>
    Task<ProjectionGeneration> BeginAsync(ProjectionDefinition definition, long? joinAfter, CancellationToken cancellationToken);

    /// <summary>
    /// Moves a generation on in one transaction: rows, offset and parked events, or nothing. When another program was faster,
    /// nothing is applied.
    /// </summary>
    /// <returns>The offset that the generation has now: <see cref="ProjectionStep.To"/>, unless another program was faster.</returns>
    /// <exception cref="ProjectionGoneException">The generation is no longer there.</exception>
    Task<long> ApplyAsync(ProjectionGeneration generation, ProjectionStep step, Func<ProjectionTransaction, Task> apply, CancellationToken cancellationToken);

    /// <summary>Marks a generation as ready: from now on the newest ready one answers. Atomic; a second time changes nothing.</summary>
    Task SwitchAsync(ProjectionGeneration generation, CancellationToken cancellationToken);

    /// <summary>Removes a generation; one that is gone already is no failure.</summary>
    Task DropAsync(ProjectionGeneration generation, CancellationToken cancellationToken);

    /// <summary>Reads a generation over a connection on which its tables have their plain names; sees one state.</summary>
    /// <exception cref="ProjectionGoneException">The generation is no longer there.</exception>
    Task<T> QueryAsync<T>(ProjectionGeneration generation, Func<DbConnection, Task<T>> query, CancellationToken cancellationToken);
}
