using Microsoft.Extensions.Logging.Abstractions;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Hosting;
using Sapphire.Persistence.Documents;
using Sapphire.Persistence.Files;
using Sapphire.Web.Hosting;
using Sapphire.Web.Security;
using Sapphire.Web.ServiceRegistration;

namespace Sapphire.Web.Cli;

/// <summary>Everything that a home stores, without anything that runs by itself: for a verb that owns the home.</summary>
internal static class HomeServices
{
    /// <summary>Opens them. The caller owns the home, and disposes them.</summary>
    /// <exception cref="CliException">The configuration is wrong.</exception>
    public static ServiceProvider Open(HomeFolder home)
    {
        SapphireOptions options = NodeConfiguration.Read(home);
        home.Create();
        ServiceCollection services = new();
        services.AddSapphireBasics(home, options, TimeProvider.System, NullLoggerFactory.Instance);
        services.AddSingleton(_ => SharedDocuments.Open(home, options, TimeProvider.System, NullLoggerFactory.Instance));
        services.AddSingleton(provider => PasswordStore.Open(provider.GetRequiredService<NodeDocuments>().Password(), PasswordHashing.Default));
        services.AddAssistant(options);
        return services.BuildServiceProvider();
    }
}
