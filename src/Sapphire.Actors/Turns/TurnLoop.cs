using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Turns;

/// <summary>
/// Asks models until a reply is complete:
/// <code>
/// candidates ──► ask ──tokens──► reporter ──┬─ no calls ──► done
///      ▲          ▲                         └─ calls: stored, run in parallel, results appended ──┐
///      │          └────────────────────────── at most MaxRounds times ────────────────────────────┘
///      └─ failed before the first token: the next candidate
/// </code>
/// </summary>
/// <param name="models">The models to try.</param>
/// <param name="composer">Gives each turn its prompt, tools and choice of models.</param>
/// <param name="options">Limits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets failures of providers and tools.</param>
public sealed partial class TurnLoop(IModelDirectory models, ITurnComposer composer, TurnOptions options, TimeProvider time, ILogger<TurnLoop> logger)
{
    /// <summary>Set on a response of the built-in assistant that could not help.</summary>
    public const string DeclinedProperty = "declined";

    /// <summary>Runs a turn to its end.</summary>
    /// <exception cref="ModelException">No model could answer, or one failed after it had begun.</exception>
    /// <exception cref="OperationCanceledException">The turn was cancelled.</exception>
    public async Task<TurnOutcome> RunAsync(TurnRequest request, ITurnReporter reporter, CancellationToken cancellationToken)
    {
        TurnSetup setup = await composer.ComposeAsync(request.Context, cancellationToken);
        ToolRunner runner = new(setup.Tools, options.ToolTimeout, time, logger);
        IReadOnlyList<ModelChoice> candidates = await models.CandidatesAsync(setup.Models, cancellationToken);
        ModelException? failure = null;
        foreach (ModelChoice candidate in candidates)
        {
            Attempt attempt = new(candidate, request, setup, runner, reporter, options, failure);
            try
            {
                return await attempt.RunAsync(cancellationToken);
            }
            catch (ModelException e) when (!attempt.HasBegun)
            {
                LogFailedOver(logger, candidate.ProviderName, e.Message);
                failure ??= e;
            }
        }

        throw failure ?? new ModelException("No model is available.", "Open the Models dialog and add one.", canRetry: true);
    }

    /// <summary>How a model is called for people: "qwen3 (LM Studio)".</summary>
    public static string NameOf(ModelChoice choice) => choice.Model.Length == 0 ? choice.ProviderName : $"{choice.Model} ({choice.ProviderName})";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Provider} failed before its first token: {Reason} Trying the next one.")]
    private static partial void LogFailedOver(ILogger logger, string provider, string reason);

    private sealed class Attempt(
        ModelChoice candidate,
        TurnRequest request,
        TurnSetup setup,
        ToolRunner runner,
        ITurnReporter reporter,
        TurnOptions options,
        ModelException? earlierFailure)
    {
        private readonly List<ChatMessage> _messages = [.. PromptBuilder.Build(setup.SystemPrompt, request.Branch)];
        private readonly HashSet<string> _callIds = new(request.UsedCallIds, StringComparer.Ordinal);
        private long _inputTokens;
        private long _outputTokens;
        private bool _hasUsage;
        private int _said;

        /// <summary>True when the reader has seen something of this attempt, so that no other model may take over silently.</summary>
        public bool HasBegun { get; private set; }

        public async Task<TurnOutcome> RunAsync(CancellationToken cancellationToken)
        {
            for (int round = 0; ; round++)
            {
                bool mayCall = round < options.MaxRounds;
                (List<AIContent> contents, List<FunctionCallContent> calls) = await AskAsync(mayCall, cancellationToken);
                if (calls.Count == 0)
                {
                    if (!HasBegun)
                    {
                        throw new ModelException($"{NameOf(candidate)} sent an empty reply.", "Try again, or choose another model in the Models dialog.", canRetry: true);
                    }

                    return new(NameOf(candidate), _hasUsage ? new(_inputTokens, _outputTokens) : null);
                }

                if (!mayCall)
                {
                    throw new ModelException(
                        $"{NameOf(candidate)} called tools {options.MaxRounds} times in a row and still has no answer.",
                        "Ask in other words, or choose another model.",
                        canRetry: true);
                }

                _messages.Add(new(ChatRole.Assistant, contents));
                _messages.Add(new(ChatRole.Tool, await CallAsync(calls, cancellationToken)));
            }
        }

        private async Task<(List<AIContent> Contents, List<FunctionCallContent> Calls)> AskAsync(bool mayCall, CancellationToken cancellationToken)
        {
            ChatOptions chat = new()
            {
                ModelId = candidate.Model.Length == 0 ? null : candidate.Model,
                Tools = [.. setup.Tools],
                ToolMode = mayCall ? ChatToolMode.Auto : ChatToolMode.None,
            };
            List<AIContent> contents = [];
            List<FunctionCallContent> calls = [];
            StringBuilder said = new();
            await foreach (ChatResponseUpdate update in candidate.Client.GetStreamingResponseAsync(_messages, chat, cancellationToken))
            {
                // The built-in assistant takes over from a failed provider only where it can help; else the failure is the better answer.
                if (earlierFailure is not null && !HasBegun && update.AdditionalProperties?.ContainsKey(DeclinedProperty) == true)
                {
                    throw earlierFailure;
                }

                foreach (AIContent content in update.Contents)
                {
                    switch (content)
                    {
                        case TextReasoningContent { Text.Length: > 0 } reasoning:
                            await SayAsync(reasoning.Text, isReasoning: true, cancellationToken);
                            break;
                        case TextContent { Text.Length: > 0 } text:
                            await SayAsync(text.Text, isReasoning: false, cancellationToken);
                            said.Append(text.Text);
                            break;
                        case FunctionCallContent call:
                            FlushSaid();
                            FunctionCallContent unique = Unique(call);
                            contents.Add(unique);
                            calls.Add(unique);
                            break;
                        case UsageContent usage:
                            _hasUsage = true;
                            _inputTokens += usage.Details.InputTokenCount ?? 0;
                            _outputTokens += usage.Details.OutputTokenCount ?? 0;
                            break;
                    }
                }
            }

            FlushSaid();
            return (contents, calls);

            void FlushSaid()
            {
                if (said.Length > 0)
                {
                    contents.Add(new TextContent(said.ToString()));
                    said.Clear();
                }
            }
        }

        private async ValueTask SayAsync(string text, bool isReasoning, CancellationToken cancellationToken)
        {
            HasBegun = true;
            _said += text.Length;
            if (_said > options.MaxReply)
            {
                throw new ModelException(
                    $"The reply grew beyond {options.MaxReply:N0} characters and was stopped.",
                    "The model may be repeating itself. Ask again, or choose another model.",
                    canRetry: true);
            }

            await reporter.SaidAsync(text, isReasoning, cancellationToken);
        }

        private async Task<List<AIContent>> CallAsync(List<FunctionCallContent> calls, CancellationToken cancellationToken)
        {
            HasBegun = true;
            await reporter.CallingAsync([.. calls.Select(call => new ToolInvocation(call.CallId, call.Name, ArgumentsOf(call)))], cancellationToken);
            (string? Result, string? Error)[] results = await Task.WhenAll(calls.Select(async call =>
            {
                (string? result, string? error, long duration) = await runner.RunAsync(call, cancellationToken);
                reporter.Returned(call.CallId, result, error, duration);
                return (result, error);
            }));
            return [.. calls.Zip(results, (call, result) => new FunctionResultContent(call.CallId, result.Error is null ? result.Result : $"Error: {result.Error}"))];
        }

        // Some servers number calls anew in each request; a reply needs ids that differ.
        private FunctionCallContent Unique(FunctionCallContent call)
        {
            if (_callIds.Add(call.CallId))
            {
                return call;
            }

            int n = 2;
            while (!_callIds.Add($"{call.CallId}-{n}"))
            {
                n++;
            }

            return new($"{call.CallId}-{n}", call.Name, call.Arguments) { Exception = call.Exception };
        }

        private static string ArgumentsOf(FunctionCallContent call) =>
            call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, TurnJsonContext.Default.IDictionaryStringObject);
    }
}
