using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models.Claude;

/// <summary>
/// A model of Anthropic over its own protocol, through its SDK. It throws nothing but <see cref="ModelException"/> and the caller's own
/// cancellation. Safe for several calls at once.
/// </summary>
public sealed class ClaudeChatClient : IChatClient
{
    private readonly IChatClient _adaptive;
    private readonly IChatClient _budgeted;
    private readonly OpenAiEndpoint _endpoint;
    private readonly OpenAiTimeouts _timeouts;
    private readonly TimeProvider _time;
    private readonly GenerationProfile _profile;
    private readonly ThinkingMemory _memory = new();
    private volatile bool _withoutSampling;

    /// <summary>Creates the client.</summary>
    /// <param name="http">Goes through the gate; not disposed.</param>
    /// <param name="endpoint">Where to ask.</param>
    /// <param name="time">The clock of the time limits.</param>
    /// <param name="timeouts">The time limits.</param>
    /// <param name="profile">For what a call's options leave open.</param>
    public ClaudeChatClient(HttpClient http, OpenAiEndpoint endpoint, TimeProvider? time = null, OpenAiTimeouts? timeouts = null, GenerationProfile? profile = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
        _time = time ?? TimeProvider.System;
        _timeouts = timeouts ?? OpenAiTimeouts.Default;
        _profile = profile ?? GenerationProfile.Empty;
        // Not disposed: that would dispose of the HTTP client.
        Anthropic.AnthropicClient sdk = ClaudeClients.Create(http, endpoint, _time);
        _adaptive = sdk.AsIChatClient(endpoint.Model, ClaudeRequest.DefaultMaxTokens, AnthropicThinkingMode.Adaptive);
        _budgeted = sdk.AsIChatClient(endpoint.Model, ClaudeRequest.DefaultMaxTokens, AnthropicThinkingMode.Extended);
    }

    /// <inheritdoc/>
    /// <exception cref="ModelException">The provider could not answer.</exception>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ModelException">The provider could not answer.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] asked = [.. messages];
        using StreamWatch watch = new(_time, _timeouts, cancellationToken);
        ClaudeAnswer answer = new(_memory);
        IAsyncEnumerator<ChatResponseUpdate>? updates = null;
        try
        {
            for (int attempt = 1; ;)
            {
                ChatResponseUpdate? update = null;
                TimeSpan? wait = null;
                try
                {
                    updates ??= Ask(asked, options, watch.Token);
                    watch.Resume();
                    update = await updates.MoveNextAsync() ? updates.Current : null;
                    watch.Pause();
                    watch.Byte();
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    wait = watch.TokenSeen ? null : Again(e, attempt++);
                    if (wait is null)
                    {
                        throw watch.TimedOut && e is OperationCanceledException
                            ? ModelErrors.Silent(_endpoint, watch.TokenSeen, _timeouts)
                            : ClaudeClients.From(_endpoint, e, watch.TokenSeen);
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    throw new OperationCanceledException("The request was cancelled.", e, cancellationToken);
                }

                if (wait is { } pause)
                {
                    await updates!.DisposeAsync();
                    updates = null;
                    watch.Pause();
                    await Task.Delay(pause, _time, cancellationToken);
                    watch.Restart();
                    continue;
                }

                if (update is null)
                {
                    answer.End(_endpoint);
                    yield break;
                }

                if (answer.Take(update))
                {
                    watch.TokenCame();
                }

                if (update.Contents.Count > 0)
                {
                    yield return update;
                }
            }
        }
        finally
        {
            if (updates is not null)
            {
                await updates.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(_endpoint.Name, _endpoint.BaseUrl, _endpoint.Model)
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing to dispose: the HTTP client belongs to who gave it.</summary>
    public void Dispose()
    {
    }

    private IAsyncEnumerator<ChatResponseUpdate> Ask(ChatMessage[] messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        (List<ChatMessage> conversation, bool mayThink) = ClaudeMessages.Of(messages, _memory, options?.Tools is { Count: > 0 });
        string model = options?.ModelId ?? _endpoint.Model;
        IChatClient client = ClaudeRequest.WantsBudget(model) ? _budgeted : _adaptive;
        return client.GetStreamingResponseAsync(conversation, ClaudeRequest.Of(model, options, _profile, mayThink, !_withoutSampling), cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>When to ask again after a failure before the first token; null gives up.</summary>
    private TimeSpan? Again(Exception exception, int attempt)
    {
        if (StatusException.Find(exception) is not { } status)
        {
            return null;
        }

        if (status.Status == HttpStatusCode.BadRequest && !_withoutSampling && ((string[])["temperature", "top_p", "top_k"]).Any(n => status.Body.Contains(n, StringComparison.Ordinal)))
        {
            // The model takes no sampling: remembered, so that the next turn does not ask twice.
            _withoutSampling = true;
            return TimeSpan.Zero;
        }

        return BackOff.Wait(attempt, (int)status.Status, status.RetryAfter, status.Body, _timeouts, Random.Shared.NextDouble());
    }
}
