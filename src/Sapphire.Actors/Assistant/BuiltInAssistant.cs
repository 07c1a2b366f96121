using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Assistant.Grammar;
using Sapphire.Actors.Turns;

namespace Sapphire.Actors.Assistant;

/// <summary>
/// Answers set phrases without a language model, in the manner of one: it asks for tool calls, and tells their results when
/// it is called again with them. It is pure: the same messages always give the same answer, and it keeps no state.
/// </summary>
/// <remarks>
/// <code>
/// user text ─► Recognizer ─► calls ─► (the turn runs the tools) ─► results ─► Sentences ─► text
///                        └─► words (help, small talk, a question back, a refusal) ─────────► text
/// </code>
/// </remarks>
public sealed class BuiltInAssistant : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new("builtin");

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
#pragma warning disable CS1998 // An asynchronous stream by contract; nothing here waits.
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
#pragma warning restore CS1998
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        List<ChatMessage> history = [.. messages];
        (Conversation before, Exchange current) = Conversation.Read(history);
        string messageId = $"builtin-{history.Count}";
        Plan plan = Recognizer.Recognize(current.UserText, before);

        if (current.Calls.Length == 0 && plan.Calls.Length > 0 && MissingTool(plan, options) is null)
        {
            List<AIContent> calls = [.. plan.Calls.Select((call, i) => new FunctionCallContent($"{messageId}-{i + 1}", call.Tool, Values(call)))];
            yield return new ChatResponseUpdate(ChatRole.Assistant, calls) { MessageId = messageId, FinishReason = ChatFinishReason.ToolCalls };
            yield break;
        }

        string text = current.Calls.Length > 0
            ? Sentences.Tell(plan.Kind == "several" ? plan.Words : plan.Kind, current.Calls)
            : MissingTool(plan, options) is { } missing ? Replies.Unavailable(missing) : plan.Words;
        // Where it stands in for a provider that failed, the provider's error is a better answer than this one.
        AdditionalPropertiesDictionary? declined = current.Calls.Length == 0 && plan.Kind == "decline" ? new() { [TurnLoop.DeclinedProperty] = true } : null;
        foreach (string word in Words(text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, word) { MessageId = messageId, AdditionalProperties = declined };
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { MessageId = messageId, FinishReason = ChatFinishReason.Stop };
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? Metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Holds nothing.
    }

    private static string? MissingTool(Plan plan, ChatOptions? options)
    {
        foreach (PlannedCall call in plan.Calls)
        {
            if (options?.Tools?.Any(t => t.Name == call.Tool) != true)
            {
                return call.Tool;
            }
        }

        return null;
    }

    /// <summary>As a provider gives them: JSON elements.</summary>
    private static Dictionary<string, object?> Values(PlannedCall call)
    {
        using var document = JsonDocument.Parse(call.Arguments.ToJsonString());
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value.Clone(), StringComparer.Ordinal);
    }

    /// <summary>A text in words, each with the space after it; together they are the text.</summary>
    private static IEnumerable<string> Words(string text)
    {
        int start = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            if (i == text.Length || (char.IsWhiteSpace(text[i - 1]) && !char.IsWhiteSpace(text[i])))
            {
                yield return text[start..i];
                start = i;
            }
        }
    }
}
