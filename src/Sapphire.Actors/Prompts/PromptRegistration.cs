using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Prompts.Avatars;
using Sapphire.Actors.Prompts.Copies;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Prompts;

/// <summary>Adds prompts, pieces, spices, personas and their one assembler.</summary>
public static class PromptRegistration
{
    /// <summary>Adds them where they are missing. Registered beside it: <see cref="HomeFolder"/> or <see cref="NodeDocuments"/>.</summary>
    public static IServiceCollection AddPrompts(this IServiceCollection services)
    {
        services.TryAddSingleton(static p =>
        {
            NodeDocuments documents = Documents(p);
            return new PromptLibrary(path => documents.Open(path), p.GetService<TimeProvider>(), p.GetService<ILogger<PromptLibrary>>());
        });
        services.TryAddSingleton(static p =>
        {
            NodeDocuments documents = Documents(p);
            return new PromptCopies(path => documents.Open(path, watch: false), p.GetService<ILogger<PromptCopies>>());
        });
        services.TryAddSingleton<PromptAssembler>(static p =>
        {
            PromptLibrary library = p.GetRequiredService<PromptLibrary>();
            PromptCopies copies = p.GetRequiredService<PromptCopies>();
            return new(() => library.Current, NamesOf(p), (chat, name) => copies.Find(chat, name).Draft);
        });
        services.TryAddSingleton(static p => new AvatarBook(Documents(p).Open(AvatarBook.FileName)));
        services.TryAddSingleton(static p => new PromptTools(p.GetRequiredService<PromptLibrary>(), p.GetRequiredService<PromptCopies>(), p.GetRequiredService<IPromptAssembler>(), p.GetService<TimeProvider>() ?? TimeProvider.System));
        services.TryAddSingleton<IPromptAssembler>(static p => p.GetRequiredService<PromptAssembler>());
        return services;
    }

    private static NodeDocuments Documents(IServiceProvider provider) =>
        provider.GetService<NodeDocuments>() ?? new(provider.GetRequiredService<HomeFolder>(), null, provider.GetService<TimeProvider>(), provider.GetService<ILoggerFactory>());

    private static Func<PromptNames> NamesOf(IServiceProvider provider) => provider.GetService<SettingsStore>() is { } settings
        ? () => new(settings.Current.Get(IdentitySettings.UserName), settings.Current.Get(IdentitySettings.AssistantName))
        : static () => PromptNames.Default;
}
