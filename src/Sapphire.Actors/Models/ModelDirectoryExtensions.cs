namespace Sapphire.Actors.Models;

/// <summary>Shorter ways to ask an <see cref="IModelDirectory"/>.</summary>
public static class ModelDirectoryExtensions
{
    /// <summary>The models to try by the home's choice.</summary>
    public static ValueTask<IReadOnlyList<ModelChoice>> CandidatesAsync(this IModelDirectory directory, CancellationToken cancellationToken) =>
        directory.CandidatesAsync(ModelSelection.Home, cancellationToken);
}
