using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sapphire.Actors.Assistant.SpeechGrammar;
using Sapphire.Actors.Configuration;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Files;
using Sapphire.Audio.Workers;
using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Files;

namespace Sapphire.Actors.Speech;

/// <summary>Composes the worker processes and what they do.</summary>
public static class SpeechWorkerServices
{
    /// <summary>
    /// Adds <see cref="WorkerSynthesizer"/>, <see cref="WorkerRecognizer"/>, <see cref="IAudioFiles"/> and
    /// <see cref="SpeechEngines"/>. Registered beside it: <see cref="HomeFolder"/>, <see cref="TimeProvider"/>, logging.
    /// <see cref="StartSpeechWorkers"/> starts the actors.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Limits.</param>
    /// <param name="command">How a worker is started.</param>
    public static IServiceCollection AddSpeechWorkers(this IServiceCollection services, WorkerOptions options, WorkerCommand command) =>
        services.AddSpeechWorkers(_ => SettingsOf(options), command);

    /// <summary>As the other one, with the settings of each engine.</summary>
    public static IServiceCollection AddSpeechWorkers(this IServiceCollection services, Func<IServiceProvider, SpeechWorkerSettings> settings, WorkerCommand command)
    {
        services.AddSingleton(settings);
        services.AddSingleton<SpeechEngines>();
        services.TryAddSingleton<ISpeechEngines>(static provider => provider.GetRequiredService<SpeechEngines>());
        services.AddSingleton<SpeechPools>();
        services.AddSingleton(provider => new WorkerFolder(provider.GetService<HomeFolder>()));
        services.AddSingleton(provider => new WorkerPlace(
            command,
            provider.GetRequiredService<WorkerFolder>(),
            provider.GetService<HomeFolder>()?.LogsFolder,
            provider.GetRequiredService<SpeechEngines>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider =>
        {
            ImmutableArray<WorkerPoolSettings> pools = provider.GetRequiredService<SpeechWorkerSettings>().Synthesizers;
            return new WorkerSynthesizer(provider.GetRequiredService<SpeechPools>(), [.. pools.Select(pool => pool.Engine)], pools[0].Limits);
        });
        services.AddSingleton(provider =>
        {
            WorkerPoolSettings pool = provider.GetRequiredService<SpeechWorkerSettings>().Recognizer;
            return new WorkerRecognizer(provider.GetRequiredService<SpeechPools>(), pool.Engine, pool.Limits);
        });
        services.AddSingleton<IAudioFiles>(provider =>
        {
            WorkerPoolSettings pool = provider.GetRequiredService<SpeechWorkerSettings>().Files;
            return new WorkerAudioFiles(provider.GetRequiredService<SpeechPools>(), pool.Engine, pool.Limits);
        });
        return services;
    }

    /// <summary>Starts <c>/user/tts</c>, <c>/user/stt</c> and <c>/user/files</c>; no process yet.</summary>
    public static void StartSpeechWorkers(this ActorSystem system, IServiceProvider provider)
    {
        SpeechWorkerSettings settings = provider.GetRequiredService<SpeechWorkerSettings>();
        WorkerPlace place = provider.GetRequiredService<WorkerPlace>();
        SpeechPools pools = provider.GetRequiredService<SpeechPools>();
        Start("tts", settings.Synthesizers);
        Start("stt", [settings.Recognizer]);
        Start("files", [settings.Files]);

        // These fail at nothing; the system's default restarts one if it did.
        void Start(string name, ImmutableArray<WorkerPoolSettings> kinds)
        {
            // Known before the first page asks; a worker looks again, since the loader may find what is not where it usually is.
            foreach (WorkerPoolSettings kind in kinds) place.Engines.Set(kind.Engine, kind.FindProblem(kind.Engine));
            pools.Add(kinds.Select(kind => kind.Engine), system.ActorOf(SpeechWorkers.Props(kinds, place), name));
        }
    }

    /// <summary>The real engines; the recogniser has the grammar of the built-in assistant's commands.</summary>
    public static SpeechWorkerSettings SettingsOf(WorkerOptions options)
    {
        WorkerPoolSettings common = new("")
        {
            Queue = options.Queue,
            IdleStop = options.IdleStop,
            MemoryLimit = options.Memory,
            StartTimeout = options.StartTimeout,
            Limits = new JobLimits { Synthesis = options.SynthesisTimeout, Recognition = options.RecognitionTimeout, File = options.FileTimeout },
        };
        return new SpeechWorkerSettings(
            [common with { Engine = EngineNames.Flite }, common with { Engine = EngineNames.EspeakNg }],
            common with
            {
                Engine = EngineNames.PocketSphinx,
                Workers = options.Recognizers,
                MemoryLimit = options.RecognizerMemory,
                Configuration = () => new WorkerConfiguration(CommandGrammar.Jsgf, CommandGrammar.Pronunciations),
            },
            common with { Engine = EngineNames.SoundFile });
    }
}
