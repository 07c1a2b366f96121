using System.Threading.Channels;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Feeds the recogniser of this node with what comes, and tells what it understands.</summary>
internal sealed class RecognitionRun : SpeechJobRun
{
    // News of progress after so much sound, 200 ms: not each piece needs a word.
    private const int NewsEvery = RecognitionRequest.Rate / 5;

    private readonly ISpeechRecognizer _recognizer;
    private readonly SoundReceiver _receiver = new();
    private readonly Queue<ReadOnlyMemory<short>> _waiting = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IRecognition? _recognition;
    private bool _writing;
    private bool _finishing;
    private long _used;
    private long _told;

    public RecognitionRun(QueuedJob job, EngineSlots slots, ISpeechRecognizer recognizer)
        : base(job, slots)
    {
        _recognizer = recognizer;
        Receive<BeginRecognition>(_ => Begin());
        Receive<SoundChunk>(Take);
        Receive<Written>(written =>
        {
            _writing = false;
            _used += written.Samples;
            Write();
        });
        Receive<Partial>(partial => Request.Tell(new PartialTranscript(partial.Text)));
        Receive<Finished>(finished => Answer(new Transcript(finished.Result)));
    }

    protected override void PostStop()
    {
        base.PostStop();
        if (_recognition is not { } recognition) return;
        ILoggingAdapter log = _log;
        _ = recognition.DisposeAsync().AsTask().ContinueWith(
            ended => log.Warning(ended.Exception, "A recognition did not end well."),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    protected override void WorkBeat()
    {
        _receiver.Beat();
        TellTaken(gap: false);
    }

    private void Begin()
    {
        if (!TryBegin()) return;
        try
        {
            _recognition = _recognizer.Start();
        }
        catch (SpeechException e)
        {
            Break(e);
            return;
        }

        _ = ReadPartialsAsync(_recognition.Partials, Self, Stopped);
    }

    private static async Task ReadPartialsAsync(ChannelReader<string> partials, IActorRef self, CancellationToken stop)
    {
        try
        {
            await foreach (string text in partials.ReadAllAsync(stop)) self.Tell(new Partial(text), ActorRefs.NoSender);
        }
        catch (Exception e) when (e is OperationCanceledException or SpeechException or ChannelClosedException)
        {
            // The end; finishing says why.
        }
    }

    private void Take(SoundChunk chunk)
    {
        Heard();
        if (!HasBegun) return;
        ReadOnlyMemory<short> more = _receiver.Take(chunk, out bool gap);
        if (gap) TellTaken(gap);
        if (!more.IsEmpty) _waiting.Enqueue(more);
        Write();
    }

    // One piece after the other: the engine may be behind, and what waits here is bounded by the window of the sender.
    private void Write()
    {
        while (!_writing && _waiting.TryDequeue(out ReadOnlyMemory<short> samples))
        {
            ValueTask written = _recognition!.WriteAsync(samples, Stopped);
            if (written.IsCompletedSuccessfully)
            {
                _used += samples.Length;
                continue;
            }

            _writing = true;
            int count = samples.Length;
            _ = written.AsTask().PipeTo(Self, success: () => new Written(count), failure: e => new Broke(e));
        }

        if (_used - _told >= NewsEvery || (_receiver.IsWhole && _told < _used)) TellTaken(gap: false);
        if (_writing || !_receiver.IsWhole || _finishing) return;
        _finishing = true;
        TellTaken(gap: false);
        _ = _recognition!.FinishAsync(Stopped).PipeTo(Self, success: result => new Finished(result), failure: e => new Broke(e));
    }

    private void TellTaken(bool gap)
    {
        _told = _used;
        Request.Tell(new SoundTaken(_receiver.Received, _used, _receiver.IsWhole, gap));
    }

    private sealed record Written(int Samples) : INoSerializationVerificationNeeded;

    private sealed record Partial(string Text) : INoSerializationVerificationNeeded;

    private sealed record Finished(Recognized Result) : INoSerializationVerificationNeeded;
}
