using Microsoft.AspNetCore.SignalR;
using Sapphire.Web.Contracts;
using Sapphire.Web.Logging;

namespace Sapphire.Web.Hub;

/// <summary>The live log of the Dashboard.</summary>
public sealed partial class AssistantHub
{
    private const int MostLogText = 200;

    /// <inheritdoc />
    public IAsyncEnumerable<LogUpdate> WatchLog(LogRequest request, CancellationToken cancellationToken)
    {
        if (!LogStream.TryLevel(request.Level, out LogLevel level))
        {
            throw new HubException("invalid: There is no such level. Use trace, debug, information, warning, error or critical.");
        }

        string text = request.Text?.Trim() ?? "";
        return text.Length > MostLogText
            ? throw new HubException($"invalid: The text has {text.Length} characters; at most {MostLogText} are taken.")
            : log.ReadAsync(level, text, cancellationToken);
    }
}
