using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Turns;

/// <summary>Runs one tool call; whatever goes wrong becomes a text from which the model can correct itself.</summary>
/// <param name="tools">The tools on offer.</param>
/// <param name="timeout">How long one call may take.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets the exceptions of tools, without their arguments.</param>
internal sealed partial class ToolRunner(IReadOnlyList<AIFunction> tools, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    /// <summary>The longest result, in characters: it is stored with the chat, shown on the page, and sent to a model with each later request.</summary>
    public const int MaxResult = 100_000;

    /// <summary>Runs a call.</summary>
    /// <exception cref="OperationCanceledException">The turn was cancelled.</exception>
    public async Task<(string? Result, string? Error, long DurationMs)> RunAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        (string? result, string? error) = await InvokeAsync(call, cancellationToken);
        return (result, error, (long)time.GetElapsedTime(start).TotalMilliseconds);
    }

    private async Task<(string? Result, string? Error)> InvokeAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        AIFunction? tool = tools.FirstOrDefault(tool => string.Equals(tool.Name, call.Name, StringComparison.Ordinal));
        if (tool is null)
        {
            return (null, tools.Count == 0
                ? $"There is no tool called '{call.Name}': this chat has no tools. Answer without one."
                : $"There is no tool called '{call.Name}' in this chat. The tools are: {string.Join(", ", tools.Select(t => t.Name))}.");
        }

        if (call.Exception is not null)
        {
            return (null, $"The arguments are not a JSON object: {call.Exception.Message}");
        }

        using CancellationTokenSource deadline = new(timeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // WaitAsync: a tool that does not watch its token is left behind, and the turn goes on.
            object? result = await Task.Run(() => tool.InvokeAsync(new AIFunctionArguments(call.Arguments), linked.Token).AsTask(), linked.Token).WaitAsync(linked.Token);
            return (Cut(ToText(result)), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return (null, $"The tool did not finish within {timeout.TotalSeconds:0.#} seconds.");
        }
        catch (ToolException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            return (null, $"The arguments do not fit the tool: {e.Message}");
        }
        catch (Exception e)
        {
            LogFailed(logger, call.Name, e);
            return (null, $"The tool failed ({e.GetType().Name}).");
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= MaxResult)
        {
            return text;
        }

        int end = MaxResult - (char.IsHighSurrogate(text[MaxResult - 1]) ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}\n[… the result has {text.Length:N0} characters; those after the first {end:N0} are left out …]");
    }

    private static string ToText(object? result) => result switch
    {
        null => "done",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement json => json.GetRawText(),
        System.Text.Json.Nodes.JsonNode node => node.ToJsonString(),
        IFormattable value => value.ToString(null, null),
        _ => result.ToString() ?? "done",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Tool} failed")]
    private static partial void LogFailed(ILogger logger, string tool, Exception e);
}
