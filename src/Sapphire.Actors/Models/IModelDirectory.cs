using Sapphire.Actors.Home;

namespace Sapphire.Actors.Models;

/// <summary>Knows the models that can answer.</summary>
public interface IModelDirectory
{
    /// <summary>
    /// The models to try for one turn, in order: the configured providers that answer their health check, then the built-in
    /// assistant, which is always last and always there. A health check is remembered for a short while, so that a turn seldom waits.
    /// </summary>
    ValueTask<IReadOnlyList<ModelChoice>> CandidatesAsync(CancellationToken cancellationToken);

    /// <summary>What would answer now.</summary>
    ModelStatus Status { get; }

    /// <summary>Raised when <see cref="Status"/> has changed, on any thread.</summary>
    event Action<ModelStatus>? StatusChanged;
}
