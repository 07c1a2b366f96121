using Sapphire.Actors.Images;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Web.Images;

/// <summary>Deletes images that nothing refers to any more: some minutes after the start, then once a day.</summary>
internal sealed class ImageSweeper(ImageSweep sweep, TimeProvider time, ILogger<ImageSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(AfterStart, time, stoppingToken);
            using PeriodicTimer timer = new(Every, time);
            do
            {
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await sweep.RunAsync(cancellationToken);
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException or SettingsException)
        {
            logger.LogWarning("Images that nothing refers to are not deleted today: {Reason}", e.Message);
        }
    }
}
