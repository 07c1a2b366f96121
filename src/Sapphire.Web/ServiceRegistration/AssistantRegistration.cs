using Microsoft.Extensions.DependencyInjection.Extensions;
using Sapphire.Actors.Ask;

namespace Sapphire.Web.ServiceRegistration;

/// <summary>
/// The assistant's place in the composition. <see cref="AddAssistant"/> is called for the server and for a verb that runs
/// the actors in its own process; <see cref="MapAssistant"/> only for the server.
/// </summary>
public static class AssistantRegistration
{
    /// <summary>Adds actors, journal, models and tools. Registered before: <c>HomeFolder</c>, <see cref="TimeProvider"/>, logging.</summary>
    public static IServiceCollection AddAssistant(this IServiceCollection services)
    {
        services.TryAddSingleton<IAskService, NoAssistant>();
        return services;
    }

    /// <summary>Maps the hub and the assistant's HTTP routes. The gate has asked for a login, an own Origin and a CSRF token before.</summary>
    public static void MapAssistant(this IEndpointRouteBuilder routes) => ArgumentNullException.ThrowIfNull(routes);

    private sealed class NoAssistant : IAskService
    {
        public Task<AskResult> AskAsync(AskRequest request, CancellationToken cancellationToken) =>
            throw new AskException("This build has no assistant.", "Build the whole solution.");
    }
}
