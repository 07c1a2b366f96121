using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Has an utterance recognised while it is spoken; a further run hears all of it again, from its first sample.</summary>
internal sealed class RecognitionRequest : SpeechJobRequest
{
    /// <summary>Samples a second of what is recognised.</summary>
    public const int Rate = 16_000;

    // 100 ms: a run that hears the whole again is not given it in one piece.
    private const int LargestChunk = Rate / 10;

    // What may be on its way to the engine: five seconds.
    private const int Window = 5 * Rate;

    private readonly RecognitionPromise _promise;
    private SoundSender _sender = new(Window);
    private string _partial = "";

    public RecognitionRequest(ClusterSpeechPart part, RecognitionPromise promise)
        : base(part, SpeechQueue.Recognition, promise.Handle)
    {
        _promise = promise;
        Receive<MoreSound>(_ => Pump());
        FromWorker<SoundTaken>(taken =>
        {
            _sender.Take(taken);
            _promise.Tape.Use(taken.Used);
            Pump();
        });
        FromWorker<PartialTranscript>(partial => Show(partial.Text));
        FromWorker<Transcript>(transcript =>
        {
            _promise.Succeed(transcript.Result);
            Over();
        });
    }

    protected override void Begin(IActorRef worker, bool again)
    {
        worker.Tell(BeginRecognition.Instance);
        if (again) return;
        _sender = new(Window);
        _promise.Tape.Use(0);
        Pump();
    }

    protected override void WorkBeat(IActorRef worker)
    {
        _sender.Beat();
        Pump();
    }

    protected override void Fail(SpeechException cause) => _promise.Fail(cause);

    protected override void GiveUp() => _promise.GiveUp();

    private void Pump()
    {
        while (Worker is { } worker && !_sender.IsDone && _sender.Room > 0)
        {
            ReadOnlyMemory<short> samples = _promise.Tape.Slice((int)_sender.Next, Math.Min(LargestChunk, _sender.Room), out bool isLast);
            if (samples.IsEmpty && !isLast) return;
            worker.Tell(new SoundChunk(_sender.Next, isLast, Rate, TimeSpan.Zero, samples));
            _sender.Sent(samples.Length, isLast);
        }
    }

    // A further run begins with the first words again: what is shown does not run backwards.
    private void Show(string text)
    {
        if (Lost > 0 && text.Length < _partial.Length) return;
        _partial = text;
        _promise.Show(text);
    }
}
