using System.Collections.Concurrent;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Rooms;

/// <summary>A synthesizer whose sound tells what was said: every sample of a sentence is its number, 100 ms for each word.</summary>
internal sealed class TestSynthesizer : ISpeechSynthesizer
{
    public const int SampleRate = 24_000;
    public const int SamplesPerWord = SampleRate / 10;
    private readonly ConcurrentDictionary<string, short> _numbers = new(StringComparer.Ordinal);

    /// <summary>The sentences that were asked for, in the order in which they were.</summary>
    public ConcurrentQueue<SpeechRequest> Requests { get; } = new();

    /// <summary>The sentences that wait, when <see cref="Manual"/>.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Waiting { get; } = new(StringComparer.Ordinal);

    /// <summary>When true, a sentence waits until the test lets it go.</summary>
    public bool Manual { get; set; }

    /// <summary>Sentences that cannot be spoken.</summary>
    public Func<string, bool> Fails { get; set; } = _ => false;

    /// <summary>Sentences of a voice that there is not.</summary>
    public Func<SpeechRequest, bool> Refuses { get; set; } = _ => false;

    public int Warmed { get; private set; }

    public short NumberOf(string text) => _numbers.GetOrAdd(text, _ => (short)(_numbers.Count + 1));

    public static int LengthOf(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length * SamplesPerWord;

    public Task<IReadOnlyList<Voice>> GetVoicesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Voice>>([new("flite/slt", "Slt", "en-US", "flite")]);

    public async Task<SynthesizedSpeech> SynthesizeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        short number = NumberOf(request.Text);
        Requests.Enqueue(request);
        if (Manual)
        {
            TaskCompletionSource gate = Waiting.GetOrAdd(request.Text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            await gate.Task.WaitAsync(cancellationToken);
        }

        if (Refuses(request))
        {
            throw new SpeechException("bad-request", $"There is no voice {request.Voice}.", "Choose a voice in the Speech dialog.");
        }

        if (Fails(request.Text))
        {
            throw new SpeechException("crashed", "The voice broke.", "Choose another one.");
        }

        short[] samples = new short[LengthOf(request.Text)];
        Array.Fill(samples, number);
        return new(new(SampleRate, samples), TimeSpan.Zero);
    }

    public Task WarmAsync(string voice, CancellationToken cancellationToken)
    {
        Warmed++;
        return Task.CompletedTask;
    }
}
