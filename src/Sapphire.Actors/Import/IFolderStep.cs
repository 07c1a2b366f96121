namespace Sapphire.Actors.Import;

/// <summary>Takes one part of an old folder. Twice does nothing twice.</summary>
internal interface IFolderStep
{
    /// <summary>Takes it, or with a dry run only says what it would take.</summary>
    Task RunAsync(FolderContext context, CancellationToken cancellationToken);
}
