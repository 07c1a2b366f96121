namespace Sapphire.Persistence.Projections;

/// <summary>A generation of a view was removed, since a newer one has taken its place.</summary>
public sealed class ProjectionGoneException : Exception
{
    /// <summary>Names it.</summary>
    public ProjectionGoneException(ProjectionGeneration generation, Exception? innerException = null)
        : base($"Generation {generation.Number} of the view '{generation.Name}' is gone: a newer one has taken its place.", innerException)
    {
    }
}
