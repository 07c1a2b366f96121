using System.Runtime.InteropServices;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Audio.Listening;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>
/// Reads the microphone of a room, finds utterances and has them understood; tells its room (the parent) what it hears.
/// <code>
/// no microphone ──OpenMicrophone──► open ──last frame, stopped, another microphone──► no microphone
///                                   │  ▲
///                     upload broke  ▼  │ OpenMicrophone with the same id
///                                  cut off ──3 s──► no microphone
/// </code>
/// </summary>
internal sealed partial class Listener : ReceiveActor, IWithTimers
{
    // Frames that are handled before other messages have their turn.
    private const int Batch = 100;
    private static readonly TimeSpan ReconnectTime = TimeSpan.FromSeconds(3);
    private readonly ISpeechRecognizer _recognizer;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // Utterances whose result was not told yet, in the order in which they were spoken.
    private readonly List<HeardUtterance> _utterances = [];
    private Microphone? _microphone;
    private HeardUtterance? _current;
    private MicrophoneId _lastClosed;
    private ListenerChanged _told = ListenerChanged.Idle;
    private RoomActs _room = new(false, false);
    private int _count;

    public Listener(ISpeechRecognizer recognizer, TimeProvider time)
    {
        _recognizer = recognizer;
        _time = time;
        Receive<SoundWaits>(waits =>
        {
            if (_microphone is { } microphone && ReferenceEquals(microphone.Input, waits.Input))
            {
                Read(microphone, waits.Input);
                TellChange();
            }
        });
        Receive<OpenMicrophone>(open =>
        {
            Open(open);
            TellChange();
        });
        Receive<GetMicrophonePosition>(get => Sender.Tell(new MicrophonePosition(Position(get.MicrophoneId))));
        Receive<RoomActs>(acts => _room = acts);
        Receive<StopListening>(_ =>
        {
            Stop();
            TellChange();
        });
        Receive<CutOff>(cut =>
        {
            if (_microphone?.Id == cut.MicrophoneId)
            {
                Close();
                TellChange();
            }
        });
        Receive<UtterancePartial>(partial =>
        {
            if (_utterances.Exists(one => one.Id == partial.UtteranceId))
            {
                Context.Parent.Tell(partial);
            }
        });
        Receive<UtteranceResult>(result =>
        {
            Understand(result);
            TellChange();
        });
        Receive<Terminated>(terminated =>
        {
            if (_utterances.Find(one => one.Actor.Equals(terminated.ActorRef)) is { Result: null } lost)
            {
                Understand(new(lost.Id, null, new("Something went wrong while listening.", "Say it again. The log says what happened.", CanRetry: false, CanContinue: false)));
                TellChange();
            }
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ISpeechRecognizer recognizer, TimeProvider time) => Kernel.Actor.Props.Create(() => new Listener(recognizer, time));

    // An utterance that fails is not tried again from the middle: its person is told, and the microphone stays open.
    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc />
    protected override void PostStop()
    {
        if (_microphone is { } microphone)
        {
            microphone.Input?.Close();
            Context.Parent.Tell(new MicrophoneClosed(microphone.Id, microphone.Order.Lost));
        }
    }

    private void Open(OpenMicrophone open)
    {
        if (_microphone is { } same && same.Id == open.MicrophoneId)
        {
            Drain(same);
            if (ReferenceEquals(same, _microphone))
            {
                same.Input?.Close();
                same.Input = open.Input;
                Timers.Cancel(nameof(ReconnectTime));
                open.Input.Attach(Self);
                return;
            }
        }

        if (open.MicrophoneId == _lastClosed)
        {
            open.Input.Close();
            Context.Parent.Tell(new MicrophoneClosed(open.MicrophoneId, 0));
            return;
        }

        Replace();
        _microphone = new(open.MicrophoneId, open.HandsFree, open.ChatId) { Input = open.Input };
        if (!open.HandsFree)
        {
            // Who presses the button speaks now, over whatever is spoken.
            Context.Parent.Tell(BargedIn.Instance);
        }

        ILoggingAdapter log = _log;
        _ = Task.Run(() => _recognizer.WarmAsync(CancellationToken.None)).ContinueWith(
            failed => log.Debug("The recogniser was not warmed: {Reason}", failed.Exception?.InnerException?.Message),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        open.Input.Attach(Self);
    }

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

    // The person let go, closed the microphone, or is cut off for too long: what was said until now counts.
    private void Close()
    {
        if (_microphone is not { } microphone)
        {
            return;
        }

        if (microphone.Pressed is { } pressed)
        {
            if (microphone.Filled > 0)
            {
                int left = microphone.Filled;
                microphone.Filled = 0;
                pressed.Push(microphone.Block.AsSpan(0, left));
                _current ??= Begin(microphone);
                _current.Actor.Tell(new UtteranceSound(microphone.Block[..left]));
            }

            if (!pressed.HasSpeech())
            {
                GiveUp("nothing-heard", NothingHeard("Hold the button while you speak, and check that the right microphone is chosen and not muted."));
            }
        }

        End();
        Forget(microphone);
    }

    private void Replace()
    {
        GiveUp("failed", new("This was not listened to until its end.", "Another microphone was opened.", CanRetry: false, CanContinue: false));
        if (_microphone is { } microphone)
        {
            Forget(microphone);
        }
    }

    private void Stop()
    {
        foreach (HeardUtterance utterance in _utterances.ToArray())
        {
            if (utterance != _current)
            {
                Drop(utterance);
                Context.Parent.Tell(new UtteranceFailed(utterance.Id, "failed", Stopped, null));
            }
        }

        GiveUp("failed", Stopped);
        if (_microphone is { } microphone)
        {
            Forget(microphone);
        }
    }

    private void Forget(Microphone microphone)
    {
        microphone.Input?.Close();
        Timers.Cancel(nameof(ReconnectTime));
        _lastClosed = microphone.Id;
        _microphone = null;
        Context.Parent.Tell(new MicrophoneClosed(microphone.Id, microphone.Order.Lost));
    }

    private void TellChange()
    {
        ListenerChanged now = new(_microphone is not null, _microphone?.Pressed is not null, _current is not null, _utterances.Count(one => one != _current));
        if (now != _told)
        {
            _told = now;
            Context.Parent.Tell(now);
        }
    }

    private static MessageError Stopped { get; } = new("This was stopped.", string.Empty, CanRetry: false, CanContinue: false);

    private static MessageError NothingHeard(string detail) => new("Nothing was heard.", detail, CanRetry: false, CanContinue: false);

    private sealed record CutOff(MicrophoneId MicrophoneId) : INoSerializationVerificationNeeded;
}
