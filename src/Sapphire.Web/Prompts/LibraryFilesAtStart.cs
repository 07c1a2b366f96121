using Sapphire.Actors.Prompts;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Web.Prompts;

/// <summary>Writes the files of prompts that a new home lacks, so that a person finds them to edit.</summary>
/// <param name="library">The library.</param>
/// <param name="logger">Told when they cannot be written; the factory's set is in force all the same.</param>
internal sealed partial class LibraryFilesAtStart(PromptLibrary library, ILogger<LibraryFilesAtStart> logger) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            library.WriteMissingFiles();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
        {
            LogNotWritten(logger, e.Message);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The files of prompts could not be written; the factory's are in force: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string reason);
}
