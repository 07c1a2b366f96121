using System.Threading.Channels;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.SpeechServices;

/// <summary>
/// Listens by the settings of the moment: the service when it is set and wanted, else the embedded recogniser. When the
/// service fails at an utterance, the embedded recogniser hears it too, and what it takes for a command counts; anything
/// else is the service's error, since the person may not have spoken English.
/// </summary>
/// <param name="embedded">The recogniser of this machine.</param>
/// <param name="settings">The settings.</param>
/// <param name="keys">The keys.</param>
/// <param name="http">From <see cref="ModelHttp.CreateClient"/>; not disposed.</param>
/// <param name="time">The clock.</param>
/// <param name="inPrivacy">The client for private chats; not disposed. Where not given, the service does not hear them.</param>
public sealed class RoutingRecognizer(ISpeechRecognizer embedded, SettingsStore settings, ModelKeys keys, HttpClient http, TimeProvider? time = null, HttpClient? inPrivacy = null) : ISpeechRecognizer
{
    /// <inheritdoc/>
    public IRecognition Start() => Start(static _ => ValueTask.FromResult(false));

    /// <inheritdoc/>
    public IRecognition Start(Func<CancellationToken, ValueTask<bool>> isPrivate)
    {
        ListenSettings listen = settings.Current.Speech.Listen;
        if (listen.Recognizer == EngineNames.PocketSphinx || (listen.Recognizer == ListenSettings.Auto && listen.Service.Url.Length == 0))
        {
            return embedded.Start();
        }

        bool isSet = listen.Service.Url.Length > 0;
        return new Recognition(isSet ? Service(listen.Service, http) : null, isSet && inPrivacy is not null ? Service(listen.Service, inPrivacy) : null, isPrivate, embedded);
    }

    private OpenAiRecognizer Service(SpeechService service, HttpClient client) =>
        new(client, new("The speech service", new(service.Url), service.Model, keys.Key(SpeechServiceIds.ListenKey, service.Url)), string.Empty, time);

    /// <inheritdoc/>
    public Task WarmAsync(CancellationToken cancellationToken)
    {
        ListenSettings listen = settings.Current.Speech.Listen;
        return listen.Recognizer == EngineNames.PocketSphinx || (listen.Recognizer == ListenSettings.Auto && listen.Service.Url.Length == 0)
            ? embedded.WarmAsync(cancellationToken)
            : Task.CompletedTask;
    }

    private sealed class Recognition(OpenAiRecognizer? service, OpenAiRecognizer? inPrivacy, Func<CancellationToken, ValueTask<bool>> isPrivate, ISpeechRecognizer embedded) : IRecognition
    {
        private const int Longest = 16_000 * 600;

        private readonly List<short> _samples = [];
        private readonly Channel<string> _partials = Closed();

        public ChannelReader<string> Partials => _partials.Reader;

        public ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
        {
            if (_samples.Count + samples.Length > Longest)
            {
                throw new SpeechException("too-long", "The utterance is longer than ten minutes.", "Speak in shorter pieces.");
            }

            _samples.AddRange(samples.Span);
            return ValueTask.CompletedTask;
        }

        public async Task<Recognized> FinishAsync(CancellationToken cancellationToken)
        {
            ReadOnlyMemory<short> samples = _samples.ToArray();
            try
            {
                if (service is null)
                {
                    throw new SpeechException("unavailable", "The speech service is chosen for listening, and none is set.", "Enter its URL in the Speech dialog, or choose another recogniser there.");
                }

                return !await isPrivate(cancellationToken) ? await service.RecognizeAsync(samples, cancellationToken)
                    : inPrivacy is not null ? await inPrivacy.RecognizeAsync(samples, cancellationToken)
                    : throw new SpeechException("blocked", "This chat is private: the speech service is not asked.", "Choose the recogniser of this machine in the Speech dialog.");
            }
            catch (SpeechException)
            {
                if (await CommandAsync(samples, cancellationToken) is { } command)
                {
                    return command;
                }

                throw;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task<Recognized?> CommandAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
        {
            try
            {
                await using IRecognition recognition = embedded.Start();
                await recognition.WriteAsync(samples, cancellationToken);
                Recognized recognized = await recognition.FinishAsync(cancellationToken);
                return recognized.By == RecognizedBy.Grammar ? recognized : null;
            }
            catch (SpeechException)
            {
                // The service's own error is told.
                return null;
            }
        }

        private static Channel<string> Closed()
        {
            Channel<string> channel = Channel.CreateBounded<string>(1);
            channel.Writer.Complete();
            return channel;
        }
    }
}
