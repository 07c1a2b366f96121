using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.SpeechServices;

/// <summary>
/// Recognises through an OpenAI-compatible server: <c>POST {url}/audio/transcriptions</c>. The sound is collected while it is
/// spoken and sent at the end; there are no partial results.
/// </summary>
/// <param name="http">From <see cref="ModelHttp.CreateClient"/>; not disposed.</param>
/// <param name="endpoint">The server, its model and its key.</param>
/// <param name="language">An ISO 639-1 code; empty lets the server find out.</param>
/// <param name="time">The clock.</param>
/// <param name="timeouts">Limits.</param>
public sealed class OpenAiRecognizer(HttpClient http, OpenAiEndpoint endpoint, string language = "", TimeProvider? time = null, SpeechServiceTimeouts? timeouts = null) : ISpeechRecognizer
{
    private const int SampleRate = 16_000;

    /// <summary>The longest utterance, in samples: ten minutes are 19 MB, and OpenAI takes 25.</summary>
    private const int Longest = SampleRate * 600;

    private const int MaxAnswer = 1 << 20;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SpeechServiceTimeouts _timeouts = timeouts ?? new();

    /// <inheritdoc/>
    public IRecognition Start() => new Recognition(this);

    /// <summary>Nothing: asking a service costs money.</summary>
    public Task WarmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Recognises a whole utterance.</summary>
    /// <param name="samples">Mono, 16 kHz.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpeechException">It cannot be recognised; says what to do next.</exception>
    public async Task<Recognized> RecognizeAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        TimeSpan audio = TimeSpan.FromSeconds((double)samples.Length / SampleRate);
        if (samples.IsEmpty)
        {
            return new(string.Empty, RecognizedBy.Nothing, null, null, audio, TimeSpan.Zero);
        }

        using MultipartFormDataContent form = [];
        ByteArrayContent file = new(WavWriter.Write(samples.Span, SampleRate));
        file.Headers.ContentType = new("audio/wav");
        form.Add(file, "file", "speech.wav");
        form.Add(new StringContent(endpoint.Model), "model");
        form.Add(new StringContent("json"), "response_format");
        if (language.Length > 0)
        {
            form.Add(new StringContent(language), "language");
        }

        long start = _time.GetTimestamp();
        (byte[] body, MediaTypeHeaderValue? type) = await SpeechHttp.SendAsync(http, endpoint, "audio/transcriptions", form, MaxAnswer, _timeouts.Recognition, _time, cancellationToken);
        string text = Text(body, type);
        return new(text, text.Length == 0 ? RecognizedBy.Nothing : RecognizedBy.Service, null, null, audio, _time.GetElapsedTime(start));
    }

    private string Text(byte[] body, MediaTypeHeaderValue? type)
    {
        string text = Encoding.UTF8.GetString(body).Trim().TrimStart('\uFEFF');
        if (text.StartsWith('{'))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                return document.RootElement.TryGetProperty("text", out JsonElement found) && found.ValueKind == JsonValueKind.String
                    ? found.GetString()!.Trim()
                    : throw SpeechHttp.NotExpected(endpoint, "JSON without a text", "a transcript");
            }
            catch (JsonException e)
            {
                throw SpeechHttp.NotExpected(endpoint, "broken JSON", "a transcript", e);
            }
        }

        // Some servers answer with plain text whatever format was asked for.
        return type?.MediaType is "text/plain" && !text.StartsWith('<') ? text
            : throw SpeechHttp.NotExpected(endpoint, text.StartsWith('<') ? "a web page" : text.Length == 0 ? "nothing" : "something else", "a transcript");
    }

    private sealed class Recognition : IRecognition
    {
        private readonly OpenAiRecognizer _recognizer;
        private readonly Channel<string> _partials = Channel.CreateBounded<string>(1);
        private readonly List<short> _samples = [];

        public Recognition(OpenAiRecognizer recognizer)
        {
            _recognizer = recognizer;
            _partials.Writer.Complete();
        }

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

        public Task<Recognized> FinishAsync(CancellationToken cancellationToken) => _recognizer.RecognizeAsync(_samples.ToArray(), cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
