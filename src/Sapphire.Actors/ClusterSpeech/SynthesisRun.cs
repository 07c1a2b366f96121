using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.ClusterSpeech;

/// <summary>Has a sentence spoken by an engine of this node, and sends its sound.</summary>
internal sealed class SynthesisRun : SpeechJobRun
{
    // 32 kB, a second of sound.
    private const int LargestChunk = 16 * 1024;

    // What may be on its way: sound of many jobs shares the inbox of a node.
    private const int Window = 16 * LargestChunk;

    private readonly ISpeechSynthesizer _synthesizer;
    private readonly SoundSender _sender = new(Window);
    private SynthesizedSpeech? _speech;

    public SynthesisRun(QueuedJob job, EngineSlots slots, ISpeechSynthesizer synthesizer)
        : base(job, slots)
    {
        _synthesizer = synthesizer;
        Receive<BeginSynthesis>(begin => Begin(begin.Request));
        Receive<Spoken>(spoken =>
        {
            _speech = spoken.Speech;
            Done();
            Pump();
        });
        Receive<SoundTaken>(taken =>
        {
            Heard();
            _sender.Take(taken);
            Pump();
        });
    }

    protected override void WorkBeat()
    {
        if (_speech is null) return;
        _sender.Beat();
        Pump();
    }

    private void Begin(SpeechRequest request)
    {
        if (!TryBegin()) return;
        try
        {
            _ = _synthesizer.SynthesizeAsync(request, Stopped).PipeTo(Self, success: speech => new Spoken(speech), failure: e => new Broke(e));
        }
        catch (SpeechException e)
        {
            Break(e);
        }
    }

    private void Pump()
    {
        if (_speech is not { } speech) return;
        ReadOnlyMemory<short> all = speech.Audio.Samples;
        while (!_sender.IsDone && (_sender.Room > 0 || all.IsEmpty))
        {
            int from = (int)_sender.Next;
            int count = Math.Min(Math.Min(LargestChunk, _sender.Room), all.Length - from);
            bool isLast = from + count == all.Length;
            Request.Tell(new SoundChunk(from, isLast, speech.Audio.SampleRate, speech.EngineTime, all.Slice(from, count)));
            _sender.Sent(count, isLast);
        }
    }

    private sealed record Spoken(SynthesizedSpeech Speech) : INoSerializationVerificationNeeded;
}
