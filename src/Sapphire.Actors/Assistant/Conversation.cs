using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Tools;

namespace Sapphire.Actors.Assistant;

/// <summary>What came before the utterance that is to be understood.</summary>
/// <param name="Earlier">The earlier turns, the oldest first.</param>
internal sealed record Conversation(ImmutableArray<Exchange> Earlier)
{
    private const int MaxLookBack = 6;

    private readonly Lazy<Plan?> _lastPlan = new(() => Earlier.Length > 0 ? Recognizer.Recognize(Earlier[^1].UserText, new(Earlier[..^1])) : null);

    /// <summary>Nothing came before.</summary>
    public static Conversation Empty { get; } = new([]);

    /// <summary>The turn just before; null when there is none.</summary>
    public Exchange? Last => Earlier.Length > 0 ? Earlier[^1] : null;

    /// <summary>The last call of the turn just before; null when it called nothing.</summary>
    public ExchangeCall? LastCall => Last?.Calls is [.., var call] ? call : null;

    /// <summary>What the turn just before meant, understood again from its own text; null when there is none.</summary>
    public Plan? LastPlan => _lastPlan.Value;

    /// <summary>The last number that a tool worked out, for "times two"; null when there is none.</summary>
    public string? LastNumber =>
        LastCall is { Tool: ToolNames.Calculate or ToolNames.ConvertUnits, Result: { } result } && result["result"] is JsonValue value
        && decimal.TryParse(value.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out decimal number)
            ? Language.ExpressionParser.Number(number)
            : null;

    /// <summary>Splits a history into the earlier turns and the current one (its text, and the calls that already came back).</summary>
    public static (Conversation Before, Exchange Current) Read(IEnumerable<ChatMessage> messages)
    {
        var turns = new List<Exchange>();
        string? user = null;
        var calls = new List<ExchangeCall>();
        var reply = new List<string>();
        foreach (ChatMessage message in messages)
        {
            if (message.Role == ChatRole.User && !message.Contents.OfType<FunctionResultContent>().Any())
            {
                Close();
                user = message.Text;
                continue;
            }

            foreach (AIContent content in message.Contents)
            {
                switch (content)
                {
                    case FunctionCallContent call:
                        calls.Add(new(call.CallId, call.Name, Arguments(call), null, null));
                        break;
                    case FunctionResultContent result:
                        int index = calls.FindLastIndex(c => c.CallId == result.CallId);
                        if (index >= 0)
                        {
                            (JsonObject? value, string? error) = ToolResult.Read(result);
                            calls[index] = calls[index] with { Result = value, Error = error };
                        }

                        break;
                    case TextContent text when message.Role == ChatRole.Assistant:
                        reply.Add(text.Text);
                        break;
                }
            }
        }

        Exchange current = new(user ?? "", [.. calls], string.Concat(reply));
        // Only the last few turns can matter, and each look back costs time.
        return (new([.. turns.TakeLast(MaxLookBack)]), current);

        void Close()
        {
            if (user is not null)
            {
                turns.Add(new(user, [.. calls], string.Concat(reply)));
            }

            calls.Clear();
            reply.Clear();
        }
    }

    private static JsonObject Arguments(FunctionCallContent call)
    {
        var arguments = new JsonObject();
        foreach ((string name, object? value) in call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            arguments[name] = JsonValues.ToNode(value)?.DeepClone();
        }

        return arguments;
    }
}
