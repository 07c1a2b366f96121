using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sapphire.Actors.Speech;
using Sapphire.Cluster.Remoting;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Composes speech over several nodes.</summary>
public static class ClusterSpeechServices
{
    /// <summary>
    /// Adds <see cref="SpeechCluster"/>, <see cref="ClusterRecognizer"/>, <see cref="ClusterSynthesizer"/>, and <see cref="ISpeechEngines"/> of the
    /// cluster in place of this node's. Registered beside it: <see cref="SpeechWorkerServices.AddSpeechWorkers(IServiceCollection, Configuration.WorkerOptions, WorkerCommand)"/>.
    /// <see cref="StartClusterSpeech"/> joins.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public static IServiceCollection AddClusterSpeech(this IServiceCollection services, ClusterSpeechSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Checked();
        services.AddSingleton(provider => new SpeechCluster(
            provider.GetRequiredService<WorkerRecognizer>(),
            provider.GetRequiredService<WorkerSynthesizer>(),
            provider.GetRequiredService<SpeechWorkerSettings>(),
            provider.GetRequiredService<SpeechEngines>(),
            settings));
        services.AddSingleton(static provider => provider.GetRequiredService<SpeechCluster>().Recognizer);
        services.AddSingleton(static provider => provider.GetRequiredService<SpeechCluster>().Synthesizer);
        services.Replace(ServiceDescriptor.Singleton<ISpeechEngines>(static provider => provider.GetRequiredService<SpeechCluster>().Engines));
        return services;
    }

    /// <summary>Joins, after <see cref="SpeechWorkerServices.StartSpeechWorkers"/> and <see cref="ClusterRemoting.Start"/>.</summary>
    public static void StartClusterSpeech(this ActorSystem system, IServiceProvider provider) => provider.GetRequiredService<SpeechCluster>().Start(system);
}
