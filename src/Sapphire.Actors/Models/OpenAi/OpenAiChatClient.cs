using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models.OpenAi;

/// <summary>
/// A model at any OpenAI-compatible server, over <c>POST chat/completions</c> with a stream. It is lenient in what it reads,
/// since servers deviate from OpenAI's schema, and throws nothing but <see cref="ModelException"/> and the caller's own
/// cancellation. Safe for several calls at once.
/// </summary>
public sealed class OpenAiChatClient : IChatClient
{
    private readonly HttpClient _http;
    private readonly OpenAiEndpoint _endpoint;
    private readonly OpenAiTimeouts _timeouts;
    private readonly TimeProvider _time;
    private readonly GenerationProfile _profile;
    private volatile ImmutableHashSet<string> _without = [];

    /// <summary>Creates the client.</summary>
    /// <param name="http">From <see cref="ModelHttp.CreateClient"/>; not disposed.</param>
    /// <param name="endpoint">Where to ask.</param>
    /// <param name="time">The clock of the time limits.</param>
    /// <param name="timeouts">The time limits.</param>
    /// <param name="profile">For what a call's options leave open.</param>
    public OpenAiChatClient(HttpClient http, OpenAiEndpoint endpoint, TimeProvider? time = null, OpenAiTimeouts? timeouts = null, GenerationProfile? profile = null)
    {
        _http = http;
        _endpoint = endpoint;
        _time = time ?? TimeProvider.System;
        _timeouts = timeouts ?? OpenAiTimeouts.Default;
        _profile = profile ?? GenerationProfile.Empty;
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
        using StreamWatch watch = new(_time, _timeouts, cancellationToken);
        HttpResponseMessage? response = null;
        AnswerStream? body = null;
        IAsyncEnumerator<ChatResponseUpdate>? updates = null;
        try
        {
            while (true)
            {
                ChatResponseUpdate? update;
                try
                {
                    if (updates is null)
                    {
                        response = await SendAsync([.. messages], options, watch, cancellationToken);
                        body = new(await response.Content.ReadAsStreamAsync(watch.Token), watch);
                        ChatChunkDecoder decoder = new(_endpoint, options?.Tools?.Select(static t => t.Name) ?? []);
                        updates = ChatStreamReader.ReadAsync(body, decoder, _endpoint, watch, watch.Token).GetAsyncEnumerator(watch.Token);
                    }

                    watch.Resume();
                    update = await updates.MoveNextAsync() ? updates.Current : null;
                    watch.Pause();
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    throw watch.TimedOut && e is OperationCanceledException
                        ? ModelErrors.Silent(_endpoint, watch.TokenSeen, _timeouts)
                        : ModelErrors.From(_endpoint, e, watch.TokenSeen);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Whatever a closed connection looks like, the caller has asked for it.
                    throw new OperationCanceledException("The request was cancelled.", e, cancellationToken);
                }

                if (update is null)
                {
                    yield break;
                }

                update.ModelId ??= _endpoint.Model;
                yield return update;
            }
        }
        finally
        {
            if (updates is not null)
            {
                await updates.DisposeAsync();
            }

            body?.Dispose();
            response?.Dispose();
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

    private async Task<HttpResponseMessage> SendAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, StreamWatch watch, CancellationToken cancellationToken)
    {
        Uri uri = _endpoint.Resource("chat/completions");
        ImmutableHashSet<string> without = _without;
        for (int attempt = 1; ; attempt++)
        {
            ReadOnlyMemory<byte> request = ChatRequestWriter.Write(_endpoint, messages, options, _profile, without);
            HttpResponseMessage response = await ModelHttp.SendAsync(_http, _endpoint, HttpMethod.Post, uri, request, watch.Token);
            if (response.IsSuccessStatusCode)
            {
                // It took the request without what it had refused: remembered, so that the next turn does not ask twice.
                _without = without;
                return response;
            }

            TimeSpan wait;
            using (response)
            {
                TimeSpan? retryAfter = ModelHttp.RetryAfter(response, _time);
                string body = await ModelHttp.ReadTextAsync(response, 16384, watch.Token);
                if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
                    && (RefusedMembers.Find(body, request.Span, without) ?? (without.Contains(RefusedMembers.StreamOptions) ? null : RefusedMembers.StreamOptions)) is { } refused)
                {
                    without = without.Add(refused);
                    // Another request, and no further try of the same.
                    attempt--;
                    continue;
                }

                wait = BackOff.Wait(attempt, (int)response.StatusCode, retryAfter, body, _timeouts, Random.Shared.NextDouble())
                    ?? throw ModelErrors.Status(_endpoint, response.StatusCode, retryAfter, body);
            }

            watch.Pause();
            await Task.Delay(wait, _time, cancellationToken);
            watch.Restart();
        }
    }
}
