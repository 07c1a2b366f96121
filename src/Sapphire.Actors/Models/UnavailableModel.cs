using Microsoft.Extensions.AI;

namespace Sapphire.Actors.Models;

/// <summary>Stands for a model that is wanted and cannot be asked: every call says why.</summary>
internal sealed class UnavailableModel(string title, string detail, bool canRetry) : IChatClient
{
    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw Why();

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw Why();

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private ModelException Why() => new(title, detail, canRetry);
}
