using Sapphire.Actors.Home;

namespace Sapphire.Actors.Models;

/// <summary>Knows the models that can answer.</summary>
public interface IModelDirectory
{
    /// <summary>
    /// The models to try for one turn, in order: those that are wanted and answer their health check, then the built-in
    /// assistant, which is always last and always there. A health check is remembered for a short while, so that a turn seldom waits.
    /// A provider that is wanted by its id is always among them: where it cannot be asked, its client throws a <see cref="ModelException"/> that says why.
    /// </summary>
    ValueTask<IReadOnlyList<ModelChoice>> CandidatesAsync(ModelSelection selection, CancellationToken cancellationToken);

    /// <summary>What would answer now.</summary>
    ModelStatus Status { get; }

    /// <summary>Raised when <see cref="Status"/> has changed, on any thread.</summary>
    event Action<ModelStatus>? StatusChanged;
}
