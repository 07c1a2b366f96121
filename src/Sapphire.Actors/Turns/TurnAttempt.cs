using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Context;
using Sapphire.Actors.Models;

namespace Sapphire.Actors.Turns;

/// <summary>One model's try at a turn: it is asked, its tools are run, and it is asked again, until it has answered.</summary>
internal sealed class TurnAttempt
{
    private const int EnoughWords = 2_000;

    private readonly ModelChoice _model;
    private readonly TurnWork _work;
    private readonly ModelException? _earlierFailure;
    private readonly TurnPrompt _prompt;
    private readonly TurnMeter _meter;
    private readonly LoopGuard _guard = new();
    private readonly HashSet<string> _callIds;
    private readonly HashSet<string> _tools;
    private readonly StringBuilder _firstWords = new();
    private int _said;
    private bool _callsItself;

    /// <param name="model">Who is asked.</param>
    /// <param name="work">The turn.</param>
    /// <param name="earlierFailure">Why the model before it could not answer; null for the first one.</param>
    public TurnAttempt(ModelChoice model, TurnWork work, ModelException? earlierFailure)
    {
        _model = model;
        _work = work;
        _earlierFailure = earlierFailure;
        _prompt = new(model, work.Request, work.Setup, work.Prompts);
        _meter = new(work.Time, work.Started);
        _callIds = new(work.Request.UsedCallIds, StringComparer.Ordinal);
        _tools = [.. work.Setup.Tools.Select(static tool => tool.Name)];
        _callsItself = model.Model.Length > 0 && work.Request.Branch.Any(node => string.Equals(node.ModelId, model.Model, StringComparison.Ordinal)
            && node.Parts.Any(static part => part is ToolPart tool && !TextCallScanner.IsOfText(tool.CallId)));
    }

    /// <summary>True when the reader has seen something of this attempt, so that no other model may take over silently.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How the reply begins: at most some thousand characters.</summary>
    public string FirstWords => _firstWords.ToString();

    private string Name => TurnLoop.NameOf(_model);

    public async Task<TurnOutcome> RunAsync(CancellationToken cancellationToken)
    {
        for (int round = 0; ; round++)
        {
            bool mayCall = round < _work.Options.MaxRounds && !_guard.Tripped;
            int saidBefore = _said;
            (List<AIContent> contents, List<FunctionCallContent> calls) = await AskAsync(mayCall, cancellationToken);
            if (calls.Count == 0 || (!mayCall && _said > saidBefore))
            {
                return HasBegun
                    ? Outcome()
                    : throw new ModelException($"{Name} sent an empty reply.", "Try again, or choose another model in the Models dialog.", canRetry: true);
            }

            if (!mayCall)
            {
                throw new ModelException(
                    _guard.Tripped ? $"{Name} called {calls[0].Name} again and again and has no answer." : $"{Name} called tools {_work.Options.MaxRounds} times in a row and still has no answer.",
                    "Ask in other words, or choose another model.",
                    canRetry: true);
            }

            _prompt.Add(new(ChatRole.Assistant, contents));
            _prompt.Add(new(ChatRole.Tool, await CallAsync(calls, cancellationToken)));
        }
    }

    private TurnOutcome Outcome() => new(Name, _model.BuiltIn ? null : _meter.Total(_model.Prices, _prompt.SystemTokens, _prompt.Dropped, _prompt.HiddenImages))
    {
        ProviderId = _model.ProviderId,
        ModelId = _model.Model.Length == 0 ? null : _model.Model,
        Spice = _work.Setup.Spice,
    };

    // A request that is too long is made shorter, as long as nothing has come of it.
    private async Task<(List<AIContent> Contents, List<FunctionCallContent> Calls)> AskAsync(bool mayCall, CancellationToken cancellationToken)
    {
        while (true)
        {
            int saidBefore = _said;
            try
            {
                return await AskOnceAsync(mayCall, cancellationToken);
            }
            catch (ModelException e) when (e.TooLong && _said == saidBefore && _prompt.Squeeze())
            {
                // Shorter now.
            }
        }
    }

    private async Task<(List<AIContent> Contents, List<FunctionCallContent> Calls)> AskOnceAsync(bool mayCall, CancellationToken cancellationToken)
    {
        ChatOptions chat = new()
        {
            ModelId = _model.Model.Length == 0 ? null : _model.Model,
            Tools = [.. _work.Setup.Tools],
            ToolMode = mayCall ? ChatToolMode.Auto : ChatToolMode.None,
        };
        List<AIContent> contents = [];
        List<FunctionCallContent> calls = [];
        StringBuilder said = new();
        TextCallScanner? scanner = _tools.Count > 0 && !_model.BuiltIn ? new(_tools, _callsItself) : null;
        IReadOnlyList<ChatMessage> messages = await _prompt.NextAsync(cancellationToken);
        await foreach (ChatResponseUpdate update in _model.Client.GetStreamingResponseAsync(messages, chat, cancellationToken))
        {
            // The built-in assistant takes over from a failed provider only where it can help; else the failure is the better answer.
            if ((_earlierFailure is not null || _model.OnDecline is not null) && !HasBegun && update.AdditionalProperties?.ContainsKey(TurnLoop.DeclinedProperty) == true)
            {
                throw _earlierFailure ?? new ModelException("The built-in assistant does not understand this.", "", canRetry: true) { Declined = true };
            }

            foreach (AIContent content in update.Contents)
            {
                switch (content)
                {
                    case TextReasoningContent { Text.Length: > 0 } reasoning:
                        await SayAsync(reasoning.Text, isReasoning: true, cancellationToken);
                        break;
                    case TextContent { Text.Length: > 0 } text:
                        await SpeakAsync(scanner is null ? text.Text : scanner.Push(text.Text));
                        break;
                    case FunctionCallContent call:
                        _callsItself = true;
                        Called(call);
                        break;
                    case UsageContent usage:
                        _meter.Used(usage.Details);
                        _prompt.Counted(usage.Details.InputTokenCount ?? 0);
                        break;
                }
            }
        }

        if (scanner is not null)
        {
            await SpeakAsync(scanner.End());
            foreach (FunctionCallContent call in scanner.Calls)
            {
                Called(call);
            }
        }

        FlushSaid();
        return (contents, calls);

        async ValueTask SpeakAsync(string text)
        {
            if (text.Length > 0)
            {
                await SayAsync(text, isReasoning: false, cancellationToken);
                said.Append(text);
                if (_firstWords.Length < EnoughWords)
                {
                    _firstWords.Append(text);
                }
            }
        }

        void Called(FunctionCallContent call)
        {
            FlushSaid();
            FunctionCallContent unique = Unique(call);
            contents.Add(unique);
            calls.Add(unique);
        }

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
        _meter.Began();
        _said += text.Length;
        if (_said > _work.Options.MaxReply)
        {
            throw new ModelException(
                $"The reply grew beyond {_work.Options.MaxReply:N0} characters and was stopped.",
                "The model may be repeating itself. Ask again, or choose another model.",
                canRetry: true);
        }

        await _work.Reporter.SaidAsync(text, isReasoning, cancellationToken);
    }

    private async Task<List<AIContent>> CallAsync(List<FunctionCallContent> calls, CancellationToken cancellationToken)
    {
        HasBegun = true;
        _meter.Began();
        await _work.Reporter.CallingAsync([.. calls.Select(call => new ToolInvocation(call.CallId, call.Name, ArgumentsOf(call)))], cancellationToken);
        (FunctionCallContent Call, string? Stopped)[] checkedCalls = [.. calls.Select(call => (call, _guard.Check(call)))];
        using SemaphoreSlim free = new(Math.Max(1, _work.Options.MaxParallel));
        (string? Result, string? Error)[] results = await Task.WhenAll(checkedCalls.Select(async one =>
        {
            (string? result, string? error, long duration) = one.Stopped is null ? await RunAsync(one.Call, free, cancellationToken) : (null, one.Stopped, 0);
            _work.Reporter.Returned(one.Call.CallId, result, error, duration);
            return (result, error);
        }));
        foreach (((FunctionCallContent call, _), (string? result, string? error)) in checkedCalls.Zip(results).Where(static one => one.First.Stopped is null))
        {
            _guard.Returned(call, error ?? result);
        }

        return [.. calls.Zip(results, (call, result) => new FunctionResultContent(call.CallId, result.Error is null ? result.Result : $"Error: {result.Error}"))];
    }

    private async Task<(string? Result, string? Error, long DurationMs)> RunAsync(FunctionCallContent call, SemaphoreSlim free, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            return await _work.Runner.RunAsync(call, cancellationToken);
        }
        finally
        {
            free.Release();
        }
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

        return new($"{call.CallId}-{n}", call.Name, call.Arguments) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties };
    }

    private static string ArgumentsOf(FunctionCallContent call) =>
        call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, TurnJsonContext.Default.IDictionaryStringObject);
}
