using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>
/// Has a sentence spoken. Its sound comes in pieces; what is lost of it on the way is sent again from the first missing sample. A
/// further run speaks all of it again: half a sentence of one node and half of another would not fit.
/// </summary>
internal sealed class SynthesisRequest : SpeechJobRequest
{
    // Five thousand characters at half the pace, at 48 kHz, and some.
    private const int MostSamples = 48_000 * 60 * 15;

    private readonly SpeechRequest _speech;
    private readonly TaskCompletionSource<SynthesizedSpeech> _result;
    private SoundReceiver _receiver = new();
    private short[] _samples = [];

    public SynthesisRequest(ClusterSpeechPart part, SpeechQueue queue, SpeechRequest speech, RequestHandle handle, TaskCompletionSource<SynthesizedSpeech> result)
        : base(part, queue, handle)
    {
        _speech = speech;
        _result = result;
        FromWorker<SoundChunk>(Take);
    }

    protected override void Begin(IActorRef worker, bool again)
    {
        worker.Tell(new BeginSynthesis(_speech));
        if (!again) _receiver = new();
    }

    protected override void WorkBeat(IActorRef worker)
    {
        _receiver.Beat();
        if (_receiver.Received > 0) TellTaken(worker, gap: false);
    }

    protected override void Fail(SpeechException cause)
    {
        _result.TrySetException(cause);
        _ = _result.Task.Exception;
    }

    protected override void GiveUp() => _result.TrySetCanceled();

    private void Take(SoundChunk chunk)
    {
        int before = (int)_receiver.Received;
        ReadOnlyMemory<short> more = _receiver.Take(chunk, out bool gap);
        if (before + more.Length > MostSamples || chunk.SampleRate is < 1000 or > 384_000)
        {
            Fail(new SpeechException("service", "A node sent sound that cannot be: too much, or at a wrong rate.", "Update Sapphire on the nodes with the role tts."));
            Over();
            return;
        }

        if (_samples.Length < before + more.Length) Array.Resize(ref _samples, Math.Min(MostSamples, Math.Max(before + more.Length, _samples.Length * 2)));
        more.CopyTo(_samples.AsMemory(before));
        if (_receiver.IsWhole)
        {
            _result.TrySetResult(new SynthesizedSpeech(new SpeechAudio(chunk.SampleRate, _samples.AsMemory(0, (int)_receiver.Received)), chunk.EngineTime));
            Over();
        }
        else if (gap || !more.IsEmpty)
        {
            TellTaken(Worker!, gap);
        }
    }

    private void TellTaken(IActorRef worker, bool gap) => worker.Tell(new SoundTaken(_receiver.Received, _receiver.Received, _receiver.IsWhole, gap));
}
