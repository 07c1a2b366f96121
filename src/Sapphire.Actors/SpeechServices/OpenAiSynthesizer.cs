using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.SpeechServices;

/// <summary>
/// Speaks through an OpenAI-compatible server: <c>POST {url}/audio/speech</c>. It has no pitch; the volume is applied here.
/// </summary>
/// <param name="http">From <see cref="ModelHttp.CreateClient"/>; not disposed.</param>
/// <param name="endpoint">The server, its model and its key.</param>
/// <param name="voices">Its voices, without <c>openai/</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="timeouts">Limits.</param>
public sealed class OpenAiSynthesizer(HttpClient http, OpenAiEndpoint endpoint, IEnumerable<string> voices, TimeProvider? time = null, SpeechServiceTimeouts? timeouts = null) : ISpeechSynthesizer
{
    /// <summary>The rate of <c>response_format: pcm</c>.</summary>
    private const int PcmRate = 24_000;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SpeechServiceTimeouts _timeouts = timeouts ?? new();
    private readonly Voice[] _voices = [.. voices.Select(static v => new Voice($"{SpeechServiceIds.Engine}/{v}", v, string.Empty, SpeechServiceIds.Engine))];

    /// <inheritdoc/>
    public Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Voice>>(_voices);

    /// <inheritdoc/>
    public async Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string voice = request.Voice.StartsWith(SpeechServiceIds.Engine + "/", StringComparison.Ordinal) ? request.Voice[(SpeechServiceIds.Engine.Length + 1)..] : request.Voice;
        JsonObject body = new()
        {
            ["model"] = endpoint.Model,
            ["input"] = request.Text,
            ["voice"] = voice,
            ["response_format"] = "wav",
            ["speed"] = request.Rate,
        };
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes((JsonNode)body));
        content.Headers.ContentType = new("application/json");
        long start = _time.GetTimestamp();
        (byte[] sound, MediaTypeHeaderValue? type) = await SpeechHttp.SendAsync(http, endpoint, "audio/speech", content, _timeouts.MaxAudio, _timeouts.Synthesis, _time, cancellationToken);
        SpeechAudio audio = Audio(sound, type);
        return new(audio.AtVolume(request.Volume), _time.GetElapsedTime(start));
    }

    /// <summary>Nothing: asking a service costs money.</summary>
    public Task WarmAsync(string voice, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Some servers name the wrong content type: the bytes count first.</summary>
    private SpeechAudio Audio(byte[] sound, MediaTypeHeaderValue? type)
    {
        string media = type?.MediaType?.ToLowerInvariant() ?? string.Empty;
        try
        {
            SpeechAudio audio = WavReader.IsWav(sound) ? WavReader.Read(sound)
                : IsPcm(media, sound) ? new(Rate(type), Pcm(sound))
                : throw SpeechHttp.NotExpected(endpoint, What(media, sound), "WAV or PCM sound");
            return audio.Samples.IsEmpty ? throw SpeechHttp.NotExpected(endpoint, "nothing", "sound") : audio;
        }
        catch (InvalidDataException e)
        {
            throw new SpeechException("bad-audio", $"{endpoint.Name} sent sound that cannot be read.", e.Message, e);
        }
    }

    private static bool IsPcm(string media, byte[] sound) =>
        sound.Length > 0 && Known(sound) is null && sound[0] is not ((byte)'{' or (byte)'<') && media is "audio/pcm" or "audio/l16" or "audio/x-pcm" or "application/octet-stream";

    private static string What(string media, byte[] sound) =>
        sound.Length == 0 ? "nothing"
        : Known(sound) is { } known ? known
        : media.Contains("html", StringComparison.Ordinal) || sound[0] == '<' ? "a web page"
        : media.Contains("json", StringComparison.Ordinal) || sound[0] == '{' ? "JSON"
        : "something else";

    private static string? Known(ReadOnlySpan<byte> sound) =>
        sound.StartsWith("ID3"u8) ? "MP3"
        : sound.StartsWith("OggS"u8) ? "OGG"
        : sound.StartsWith("fLaC"u8) ? "FLAC"
        : null;

    private static int Rate(MediaTypeHeaderValue? type) =>
        type?.Parameters.FirstOrDefault(static p => p.Name.Equals("rate", StringComparison.OrdinalIgnoreCase))?.Value is { } rate
        && int.TryParse(rate.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out int hz) && hz is >= 8000 and <= 192_000
            ? hz
            : PcmRate;

    private static short[] Pcm(byte[] sound) => MemoryMarshal.Cast<byte, short>(sound.AsSpan(0, sound.Length & ~1)).ToArray();
}
