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
    private static readonly TimeSpan ReconnectTime = TimeSpan.FromSeconds(3);
    private readonly ISpeechRecognizer _recognizer;
    private readonly TimeProvider _time;
    private readonly Func<EndpointerSettings>? _endpointing;
    private readonly Func<ChatId?, CancellationToken, ValueTask<bool>>? _isPrivate;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // Utterances whose result was not told yet, in the order in which they were spoken.
    private readonly List<HeardUtterance> _utterances = [];
    private Microphone? _microphone;
    private HeardUtterance? _current;
    private MicrophoneId _lastClosed;
    private ListenerChanged _told = ListenerChanged.Idle;
    private RoomActs _room = new(false, false);

    // The newest utterance that could not be understood while the services of other machines were away.
    private (UtteranceId Id, MicrophoneId MicrophoneId, ChatId? ChatId, IReadOnlyList<short[]> Sound)? _kept;
    private bool _away;
    private int _count;

    public Listener(ISpeechRecognizer recognizer, TimeProvider time, Func<EndpointerSettings>? endpointing, Func<ChatId?, CancellationToken, ValueTask<bool>>? isPrivate)
    {
        _recognizer = recognizer;
        _time = time;
        _endpointing = endpointing;
        _isPrivate = isPrivate;
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
        Receive<ReachChanged>(reach =>
        {
            _away = reach.Away;
            UnderstandKept();
        });
        Receive<ForgetKept>(_ => _kept = null);
        Receive<SoundRestored>(restored =>
        {
            _kept ??= (restored.UtteranceId, default, null, [restored.Sound]);
            UnderstandKept();
        });
        Receive<StopListening>(_ =>
        {
            _kept = null;
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

    public static Props Props(ISpeechRecognizer recognizer, TimeProvider time, Func<EndpointerSettings>? endpointing, Func<ChatId?, CancellationToken, ValueTask<bool>>? isPrivate = null) =>
        Kernel.Actor.Props.Create(() => new Listener(recognizer, time, endpointing, isPrivate));

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
        _microphone = new(open.MicrophoneId, open.HandsFree ? _endpointing?.Invoke() ?? EndpointerSettings.Default : null, open.ChatId) { Input = open.Input };
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
        GiveUp("failed", Replaced);
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

    /// <summary>Why nothing came of what was being said when somebody stopped the room.</summary>
    public static MessageError Stopped { get; } = new("This was stopped.", string.Empty, CanRetry: false, CanContinue: false);

    /// <summary>Why nothing came of what was being said when another microphone was opened.</summary>
    public static MessageError Replaced { get; } = new("This was not listened to until its end.", "Another microphone was opened.", CanRetry: false, CanContinue: false);

    private static MessageError NothingHeard(string detail) => new("Nothing was heard.", detail, CanRetry: false, CanContinue: false);

    private sealed record CutOff(MicrophoneId MicrophoneId) : INoSerializationVerificationNeeded;
}
