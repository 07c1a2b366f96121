using System.Buffers;
using System.Threading.Channels;
using Sapphire.Actors.Rooms.Speaking;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Files;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Text;
using Sapphire.Kernel.Streams;
using Sapphire.Kernel.Streams.Dsl;

namespace Sapphire.Actors.Ask;

/// <summary>
/// Speaks a reply into a file while it is being written: sentences are synthesised a few ahead, and put together in their
/// order.
/// </summary>
public sealed class SpokenReply : IAsyncDisposable
{
    // Two cores are busy with two; a third is ready when one of them ends.
    private const int Ahead = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private readonly SentenceStream _sentences;
    private readonly Channel<string> _texts = Channel.CreateUnbounded<string>(new() { SingleReader = true, SingleWriter = true });
    private readonly ArrayBufferWriter<short> _samples = new();
    private readonly CancellationTokenSource _stop;
    private readonly IAudioFiles _files;
    private readonly TimeProvider _time;
    private readonly Task _joined;
    private string _text = string.Empty;
    private int _rate;
    private SpeechException? _instead;

    /// <summary>Starts to speak.</summary>
    /// <param name="synthesizer">Speaks.</param>
    /// <param name="files">Writes the file.</param>
    /// <param name="settings">How it sounds.</param>
    /// <param name="homeVoice">The voice that speaks where that of the settings cannot.</param>
    /// <param name="isPrivate">Whether it must stay in one's own network; asked before the first sentence.</param>
    /// <param name="time">The clock.</param>
    /// <param name="materializer">Runs it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public SpokenReply(ISpeechSynthesizer synthesizer, IAudioFiles files, SpeakSettings settings, string homeVoice, Func<CancellationToken, ValueTask<bool>> isPrivate, TimeProvider time, IMaterializer materializer, CancellationToken cancellationToken)
    {
        _files = files;
        _time = time;
        _sentences = new(settings.Language);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SpeechRequest voice = new(string.Empty, settings.Voice, settings.Rate, settings.Pitch, settings.Volume);
        Task<bool>? asked = null;
        _joined = ChannelSource.FromReader(_texts.Reader)
            .Via(_stop.Token.AsFlow<string>())
            .SelectAsync(Ahead, async text => await ChatVoice.SpeakAsync(
                synthesizer,
                (Instead is null ? voice : voice with { Voice = homeVoice }) with { Text = text, Private = await (asked ??= isPrivate(_stop.Token).AsTask()) },
                homeVoice,
                _stop.Token))
            .RunForeach(Join, materializer);
    }

    /// <summary>The timestamp at which the first sentence was there; null when there was none. Read it after <see cref="WriteAsync"/>.</summary>
    public long? FirstAudio { get; private set; }

    /// <summary>Why the voice of the chat did not speak, but that of the home; null when it did. Read it after <see cref="WriteAsync"/>.</summary>
    public SpeechException? Instead => Volatile.Read(ref _instead);

    /// <summary>The reply as it is known now. What goes on from the text before is spoken; the rest cannot be unsaid.</summary>
    public void Update(string text)
    {
        if (text.Length > _text.Length && text.StartsWith(_text, StringComparison.Ordinal))
        {
            Say(_sentences.Push(text[_text.Length..]));
            _text = text;
        }
    }

    /// <summary>Waits for the last sentence and writes the file; silence when there was nothing to speak.</summary>
    /// <exception cref="SpeechException">It could not be spoken, or not be written.</exception>
    public async Task WriteAsync(string path)
    {
        Say(_sentences.Finish());
        _texts.Writer.Complete();
        await _joined;
        SpeechAudio audio = _rate == 0 ? new(16_000, new short[1_600]) : new(_rate, _samples.WrittenMemory);
        await _files.WriteAsync(path, audio, _stop.Token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _texts.Writer.TryComplete();
        await _joined.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Say(IReadOnlyList<SpokenSentence> sentences)
    {
        foreach (SpokenSentence sentence in sentences)
        {
            _texts.Writer.TryWrite(sentence.Text);
        }
    }

    private void Join((SynthesizedSpeech Speech, SpeechException? Instead) sentence)
    {
        SpeechAudio audio = sentence.Speech.Audio;
        Volatile.Write(ref _instead, _instead ?? sentence.Instead);
        FirstAudio ??= _time.GetTimestamp();
        if (_rate == 0)
        {
            _rate = audio.SampleRate;
        }
        else
        {
            audio = SpeechResampler.Resample(audio, _rate);
            int pause = (int)(Pause.TotalSeconds * _rate);
            _samples.GetSpan(pause)[..pause].Clear();
            _samples.Advance(pause);
        }

        _samples.Write(audio.Samples.Span);
    }
}
