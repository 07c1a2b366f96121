using System.Buffers;
using System.Threading.Channels;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Files;
using Sapphire.Audio.Formats;
using Sapphire.Audio.Speech;
using Sapphire.Audio.Text;

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
    private readonly Channel<Task<SynthesizedSpeech>> _spoken = Channel.CreateBounded<Task<SynthesizedSpeech>>(new BoundedChannelOptions(Ahead) { FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource _stop;
    private readonly IAudioFiles _files;
    private readonly Task<SpeechAudio?> _joined;
    private readonly Task _synthesized;
    private string _text = string.Empty;

    /// <summary>Starts to speak.</summary>
    /// <param name="synthesizer">Speaks.</param>
    /// <param name="files">Writes the file.</param>
    /// <param name="settings">How it sounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public SpokenReply(ISpeechSynthesizer synthesizer, IAudioFiles files, SpeakSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        _files = files;
        _sentences = new(settings.Language);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _synthesized = SynthesizeAsync(synthesizer, new(string.Empty, settings.Voice, settings.Rate, settings.Pitch, settings.Volume));
        _joined = JoinAsync(time);
    }

    /// <summary>The timestamp at which the first sentence was there; null when there was none. Read it after <see cref="WriteAsync"/>.</summary>
    public long? FirstAudio { get; private set; }

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
        SpeechAudio audio = await _joined ?? new(16_000, new short[1_600]);
        await _synthesized;
        await _files.WriteAsync(path, audio, _stop.Token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _texts.Writer.TryComplete();
        await Task.WhenAll(_synthesized, _joined).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Say(IReadOnlyList<SpokenSentence> sentences)
    {
        foreach (SpokenSentence sentence in sentences)
        {
            _texts.Writer.TryWrite(sentence.Text);
        }
    }

    private async Task SynthesizeAsync(ISpeechSynthesizer synthesizer, SpeechRequest voice)
    {
        try
        {
            await foreach (string text in _texts.Reader.ReadAllAsync(_stop.Token))
            {
                await _spoken.Writer.WriteAsync(synthesizer.SynthesizeAsync(voice with { Text = text }, _stop.Token), _stop.Token);
            }
        }
        finally
        {
            _spoken.Writer.TryComplete();
        }
    }

    private async Task<SpeechAudio?> JoinAsync(TimeProvider time)
    {
        ArrayBufferWriter<short> samples = new();
        int rate = 0;
        await foreach (Task<SynthesizedSpeech> sentence in _spoken.Reader.ReadAllAsync(_stop.Token))
        {
            SpeechAudio audio;
            try
            {
                audio = (await sentence).Audio;
            }
            catch
            {
                // The sentences after it are of no use: nothing waits for them any more.
                await _stop.CancelAsync();
                throw;
            }

            FirstAudio ??= time.GetTimestamp();
            if (rate == 0)
            {
                rate = audio.SampleRate;
            }
            else
            {
                audio = SpeechResampler.Resample(audio, rate);
                int pause = (int)(Pause.TotalSeconds * rate);
                samples.GetSpan(pause)[..pause].Clear();
                samples.Advance(pause);
            }

            samples.Write(audio.Samples.Span);
        }

        return rate == 0 ? null : new(rate, samples.WrittenMemory);
    }
}
