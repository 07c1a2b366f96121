using System.Runtime.InteropServices;
using Sapphire.Actors.Ids;
using Sapphire.Audio.Listening;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>From frames to utterances.</summary>
internal sealed partial class Listener
{
    // Frames that are handled before other messages have their turn.
    private const int Batch = 100;

    private long Position(MicrophoneId id)
    {
        if (_microphone is { } microphone && microphone.Id == id)
        {
            Drain(microphone);
            TellChange();
        }

        return _microphone?.Id == id ? _microphone.Order.Next : -1;
    }

    // Takes what came before the present message, however much.
    private void Drain(Microphone microphone)
    {
        while (microphone.Input is { } input && ReferenceEquals(microphone, _microphone) && input.TryTake(out SoundFrame frame))
        {
            Hear(microphone, frame);
        }
    }

    private void Read(Microphone microphone, MicrophoneInput input)
    {
        // Read before the frames: what was written before the end is then taken before it.
        bool complete = input.IsComplete;
        bool broken = input.IsBroken;
        input.Heard();
        for (int i = 0; i < Batch; i++)
        {
            if (!ReferenceEquals(microphone, _microphone))
            {
                return;
            }

            if (input.TryTake(out SoundFrame frame))
            {
                Hear(microphone, frame);
                continue;
            }

            if (complete)
            {
                Close();
            }
            else if (broken)
            {
                microphone.Input = null;
                input.Close();
                Timers.StartSingleTimer(nameof(ReconnectTime), new CutOff(microphone.Id), ReconnectTime);
            }

            return;
        }

        Self.Tell(new SoundWaits(input));
    }

    private void Hear(Microphone microphone, SoundFrame frame)
    {
        if (!microphone.Order.Accept(frame.Number))
        {
            return;
        }

        ReadOnlySpan<short> samples = MemoryMarshal.Cast<byte, short>(frame.Pcm);
        while (samples.Length > 0)
        {
            int taken = Math.Min(samples.Length, Endpointer.FrameSize - microphone.Filled);
            samples[..taken].CopyTo(microphone.Block.AsSpan(microphone.Filled));
            microphone.Filled += taken;
            samples = samples[taken..];
            if (microphone.Filled == Endpointer.FrameSize)
            {
                Hear(microphone, microphone.Block);
                microphone.Filled = 0;
                if (!ReferenceEquals(microphone, _microphone))
                {
                    return;
                }
            }
        }

        if (frame.Last)
        {
            Close();
        }
    }

    // A whole block, or what is left of one at the end of a press.
    private void Hear(Microphone microphone, ReadOnlySpan<short> block)
    {
        if (microphone.Hands is { } ear)
        {
            HearOpenly(microphone, ear, block);
            return;
        }

        PressedEar pressed = microphone.Pressed!;
        _current ??= Begin(microphone);
        pressed.Push(block);
        _current.Actor.Tell(new UtteranceSound(block.ToArray()));
        if (pressed.IsTooLong)
        {
            Close();
        }
    }

    private void HearOpenly(Microphone microphone, HandsFreeEar ear, ReadOnlySpan<short> block)
    {
        switch (ear.Push(block, _room.Speaks))
        {
            case HandsFreeEar.Change.Began:
                if (_room.Speaks)
                {
                    Context.Parent.Tell(BargedIn.Instance);
                    _room = _room with { Speaks = false };
                }

                Begin(microphone).Actor.Tell(new UtteranceSound(ear.Beginning));
                break;
            case HandsFreeEar.Change.Ended:
                _current?.Actor.Tell(new UtteranceSound(block.ToArray()));
                End();
                break;
            case HandsFreeEar.Change.NothingHeard when !microphone.WasHeard && !_room.Works:
                // Once, and it goes on listening: a person may just read.
                microphone.WasHeard = true;
                Context.Parent.Tell(new UtteranceFailed(null, "nothing-heard", NothingHeard("Speak, or check that the right microphone is chosen and not muted."), null));
                break;
            default:
                if (ear.InUtterance)
                {
                    _current?.Actor.Tell(new UtteranceSound(block.ToArray()));
                }

                break;
        }
    }
}
