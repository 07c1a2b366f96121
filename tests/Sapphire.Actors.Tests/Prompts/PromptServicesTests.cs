using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>Prompts as the program composes them.</summary>
public sealed class PromptServicesTests
{
    [Fact]
    public async Task Names_come_from_the_settings_at_once()
    {
        using TempFolder folder = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(HomeFolder.Resolve(folder.Path))
            .AddSingleton(new SettingsStore(folder.File("settings.json")))
            .AddPrompts()
            .BuildServiceProvider();
        SettingsStore settings = services.GetRequiredService<SettingsStore>();
        services.GetRequiredService<PromptLibrary>().Put(new Prompt("mine", "{ai_name} and {user_name}", null));
        Text().ShouldBe("Sapphire and User");
        settings.Update(static s => s.With(IdentitySettings.UserName, "Kim").With(IdentitySettings.AssistantName, "Opal"));
        Text().ShouldBe("Opal and Kim");

        string Text() => services.GetRequiredService<IPromptAssembler>().Assemble(new(default, new() { Prompt = "mine", InjectDateTime = false }, 1, default)).Text;
    }
}
