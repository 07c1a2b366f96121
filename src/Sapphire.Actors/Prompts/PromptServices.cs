using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Prompts;

/// <summary>Adds prompts, pieces, spices, personas and their one assembler.</summary>
public static class PromptServices
{
    /// <summary>Adds them where they are missing. Registered beside it: <see cref="HomeFolder"/> or <see cref="NodeDocuments"/>.</summary>
    public static IServiceCollection AddPrompts(this IServiceCollection services)
    {
        services.TryAddSingleton(static p =>
        {
            NodeDocuments documents = p.GetService<NodeDocuments>() ?? new(p.GetRequiredService<HomeFolder>(), null, p.GetService<TimeProvider>(), p.GetService<ILoggerFactory>());
            return new PromptLibrary(documents.Open, p.GetService<TimeProvider>(), p.GetService<ILogger<PromptLibrary>>());
        });
        services.TryAddSingleton<PromptAssembler>(static p =>
        {
            PromptLibrary library = p.GetRequiredService<PromptLibrary>();
            return new(() => library.Current, static () => PromptNames.Default);
        });
        services.TryAddSingleton<IPromptAssembler>(static p => p.GetRequiredService<PromptAssembler>());
        return services;
    }
}
