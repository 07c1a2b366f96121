using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models;

/// <summary>A client whose answers and failures are told to its provider's breaker.</summary>
/// <param name="inner">Asks the model; throws nothing but <see cref="ModelException"/> and the caller's cancellation.</param>
/// <param name="breaker">May keep calls away.</param>
/// <param name="failed">Told of each failure before it is thrown.</param>
internal sealed class WatchedModel(IChatClient inner, ProviderBreaker breaker, Action failed) : IChatClient
{
    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        breaker.Enter();
        bool told = false;
        await using IAsyncEnumerator<ChatResponseUpdate> updates = inner.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                bool more;
                try
                {
                    more = await updates.MoveNextAsync();
                }
                catch (ModelException e)
                {
                    told = true;
                    breaker.Ended(e);
                    failed();
                    throw;
                }

                if (!more)
                {
                    told = true;
                    breaker.Ended(null);
                    yield break;
                }

                yield return updates.Current;
            }
        }
        finally
        {
            if (!told)
            {
                breaker.Released();
            }
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
