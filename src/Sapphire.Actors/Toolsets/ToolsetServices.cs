using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Toolsets;

/// <summary>Adds the toolsets.</summary>
public static class ToolsetServices
{
    /// <summary>Adds them where they are missing. Registered beside it: <see cref="HomeFolder"/> or <see cref="NodeDocuments"/>.</summary>
    public static IServiceCollection AddToolsets(this IServiceCollection services)
    {
        services.TryAddSingleton(static p =>
        {
            NodeDocuments documents = p.GetService<NodeDocuments>() ?? new(p.GetRequiredService<HomeFolder>(), null, p.GetService<TimeProvider>(), p.GetService<ILoggerFactory>());
            return new ToolsetLibrary(documents.Open(ToolsetLibrary.File), p.GetService<TimeProvider>(), p.GetService<ILogger<ToolsetLibrary>>());
        });
        return services;
    }
}
