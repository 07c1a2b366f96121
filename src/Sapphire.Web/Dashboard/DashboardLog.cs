namespace Sapphire.Web.Dashboard;

/// <summary>What the Dashboard's routes log.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(LogLevel.Information, "The view {View} was made anew.")]
    public static partial void Rebuilt(ILogger logger, string view);

    [LoggerMessage(LogLevel.Warning, "The view {View} was not made anew.")]
    public static partial void NotRebuilt(ILogger logger, Exception error, string view);
}
