using Sapphire.Actors.Assistant;
using Sapphire.Actors.Configuration;
using Sapphire.Actors.Hosting;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Speech;
using Sapphire.Actors.SpeechServices;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hub;
using Sapphire.Web.Models;
using Sapphire.Web.Rooms;
using Sapphire.Web.Search;
using Sapphire.Web.Speech;

namespace Sapphire.Web.ServiceRegistration;

/// <summary>
/// The assistant's place in the composition. <see cref="AddAssistant"/> is called for the server and for a verb that runs
/// the actors in its own process; <see cref="MapAssistant"/> only for the server.
/// </summary>
public static class AssistantRegistration
{
    /// <summary>Adds actors, journal, models and tools. Registered before: <c>HomeFolder</c>, <see cref="TimeProvider"/>, logging.</summary>
    public static IServiceCollection AddAssistant(this IServiceCollection services, SapphireOptions options) => services
        .AddModels(_ => new BuiltInAssistant(), options.Models)
        .AddSpeechWorkers(options.Workers, WorkerCommand.ForThisProgram())
        .AddSpeech(
            provider => provider.GetRequiredService<WorkerSynthesizer>(),
            provider => provider.GetRequiredService<WorkerRecognizer>(),
            _ => new([.. CommandExamples.All.Select(group => new ExampleGroup(group.Title, group.Examples))]))
        .AddSingleton<ISpeechAvailability, SpeechAvailability>()
        .AddAssistantActors(options);

    /// <summary>Maps the hub and the assistant's HTTP routes. The gate has asked for a login, an own Origin and a CSRF token before.</summary>
    public static void MapAssistant(this IEndpointRouteBuilder routes)
    {
        routes.MapHub<AssistantHub>("/hub");
        routes.MapModels();
        routes.MapSpeech();
        routes.MapSearch();
        routes.MapRooms();
    }
}
