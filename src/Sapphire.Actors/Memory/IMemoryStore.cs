using System.Collections.Immutable;

namespace Sapphire.Actors.Memory;

/// <summary>What the assistant was asked to remember, by scope. Each change is on disk when its task completes.</summary>
public interface IMemoryStore
{
    /// <summary>The memories of one scope: whoever holds this sees no other.</summary>
    /// <param name="scope">Its name. A scope that is not there is empty, and is made by what is saved first.</param>
    /// <exception cref="ArgumentException">That is no name of a scope.</exception>
    IScopedMemory In(string scope);

    /// <summary>The scopes by name, also those without memories.</summary>
    Task<ImmutableArray<MemoryScope>> ScopesAsync(CancellationToken cancellationToken);

    /// <summary>Makes a scope; false when it is there.</summary>
    /// <exception cref="ArgumentException">That is no name of a scope.</exception>
    Task<bool> CreateScopeAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Deletes a scope. One with memories stays as it is, unless they are to be deleted with it.</summary>
    /// <param name="scope">Its name; not that of the default scope.</param>
    /// <param name="withMemories">Whether its memories are deleted too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many memories it had; null when there is none of that name.</returns>
    /// <exception cref="ArgumentException">That is no name of a scope, or it is the default one.</exception>
    Task<int?> DeleteScopeAsync(string scope, bool withMemories, CancellationToken cancellationToken);
}
