using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Models.Claude;
using Sapphire.Actors.Models.OpenAi;

namespace Sapphire.Actors.Models;

/// <summary>Speaks with a server as its kind does.</summary>
internal static class ProviderProtocol
{
    /// <summary>A client of one model.</summary>
    public static IChatClient Client(HttpClient http, OpenAiEndpoint endpoint, TimeProvider time, OpenAiTimeouts? timeouts, GenerationProfile profile) =>
        endpoint.Kind == ProviderKinds.Anthropic
            ? new ClaudeChatClient(http, endpoint, time, timeouts, profile)
            : new OpenAiChatClient(http, endpoint, time, timeouts, profile);

    /// <summary>The models that it lists, which is its health check too.</summary>
    /// <exception cref="ModelException">It does not answer, or not with a list of models.</exception>
    public static Task<ImmutableArray<ListedModel>> ListAsync(HttpClient http, OpenAiEndpoint endpoint, TimeProvider time, TimeSpan timeout, bool optional, CancellationToken cancellationToken) =>
        endpoint.Kind == ProviderKinds.Anthropic
            ? ClaudeClients.ListAsync(http, endpoint, time, timeout, cancellationToken)
            : ModelList.FetchAsync(http, endpoint, time, timeout, optional, cancellationToken);
}
