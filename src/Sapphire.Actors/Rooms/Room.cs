using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Rooms.Speaking;
using Sapphire.Actors.Settings;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms;

/// <summary>
/// The conversation of one place: a tab of a browser, or a room with a microphone and a speaker. What is said goes to a chat, the reply is spoken, and all that happens is
/// told to the reader of the room.
/// <code>
/// idle ──microphone──► listening ──speech──► hearing ──its end──► understanding ──stored──► thinking ──first sound──► speaking ──► listening, or idle
///                          ▲                    ▲                                                                       │
///                          │                    └───────────────── somebody speaks over it, or presses the button ──────┤
///                          └──────────────────────────────────────── stopped ◄──────────────────────────────────────────┘
/// a reader ──gone──► (10 s) ──► speech and microphone end ──nothing runs──► the room ends
/// </code>
/// </summary>
internal sealed partial class Room : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan ReaderTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private readonly RoomId _id;
    private readonly RoomServices _services;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<Heard> _heard = [];
    private readonly List<RoomTurn> _turns = [];
    private IActorRef _listener = ActorRefs.Nobody;
    private IActorRef _speaker = ActorRefs.Nobody;
    private ListenerChanged _listens = ListenerChanged.Idle;
    private RoomState _state = RoomState.Idle;
    private RoomReader? _reader;
    private bool _speakerServesReader = true;
    private SpeechId? _speaking;
    private Saying? _storing;
    private OwnChat? _ownChat;
    private bool _held;
    private RoomActs _acts = new(false, false);
    private bool _abandoned;
    private int _stops;
    private int _children;

    public Room(RoomId id, RoomServices services)
    {
        _id = id;
        _services = services;
        Receive<OpenRoom>(Open);
        Receive<LeaveRoom>(leave => ReferenceEquals(leave.Reader, _reader), _ => LoseReader());
        Receive<LeaveRoom>(_ => { });
        Receive<OpenMicrophone>(open =>
        {
            if (Speaks())
            {
                _speaker.Tell(new WarmVoice(VoiceOf(ChatSettings.None).Voice), Self);
            }

            _listener.Tell(open, Self);
        });
        Receive<GetMicrophonePosition>(get => _listener.Tell(get, Sender));
        Receive<StopRoom>(_ => StopAll());
        Receive<StopSpeaking>(_ => EndSpeech("stopped"));
        Receive<PlaybackReported>(report => _speaker.Tell(report, Self));
        Receive<ReadAloud>(ReadMessage);
        Receive<SpeakReply>(speak => !_turns.Exists(turn => turn.TurnId == speak.TurnId), speak =>
            Follow(speak.ChatId, message => message.TurnId == speak.TurnId, Speaks(), timings: null, ofRoom: true).TurnId = speak.TurnId);
        Receive<SpeakReply>(_ => { });
        Receive<AnnounceInRoom>(announce => _speaker.Tell(new Interject(announce.Words, _services.Settings()), Self));
        Receive<LinkChanged>(ChangeLink);
        Receive<KeptAgain>(_ => StoreKept());
        Receive<SoundKept>(kept =>
        {
            ForgetKeptWords();
            WriteKept(kept.UtteranceId, null, kept.Sound);
            TellKept(kept.UtteranceId);
        });
        Receive<KeptRead>(read => Restore(read.Kept));
        Receive<KeptBegun>(BeginKept);
        Receive<KeptExpired>(_ => ForgetExpired());
        Receive<KeptFailed>(failed => _log.Warning(failed.Cause, "What was said while the chats are away is not on disk: it is lost if this program ends now."));
        Receive<KeptDone>(_ => { });
        Receive<Ring>(ring =>
        {
            Show(new RoomRang(ring.TimerId, ring.Title));
            _speaker.Tell(new Interject(ring.Words, _services.Settings()), Self);
        });

        Receive<ListenerChanged>(changed =>
        {
            _listens = changed;
            TellState();
        });
        Receive<BargedIn>(_ => _speaker.Tell(new HoldSpeech(Hold: true), Self));
        Receive<WordsHeard>(heard =>
        {
            _heard.Enqueue(new(heard, new(_services.Time, heard.Ended, heard.Understood, heard.Result.EngineTime), _stops));
            StoreNext();
        });
        Receive<Stored>(Answer);

        Receive<ReplyFound>(Found);
        Receive<ReplyMissing>(Missing);
        Receive<ReplyText>(SpeakText);
        Receive<ReplyRewritten>(_ => Rewritten());
        Receive<ReplyEnded>(Ended);

        Receive<SpeechReader>(served => _speakerServesReader = ReferenceEquals(served.Reader, _reader));
        Receive<FirstSound>(sound => _turns.Find(turn => turn.SpeechId == sound.SpeechId)?.Timings?.Sound(sound.SentenceKnown, sound.EngineTime, _log));
        Receive<SpeechOver>(SpeechEnded);
        Receive<SpeechHeard>(KeepHeard);
        Receive<RoomUpdate>(Pass);

        Receive<ReaderGone>(_ => Abandon());
        Receive<Terminated>(terminated => Lost(terminated.ActorRef));
        Receive<CommandReply>(reply => LogRefusal(reply));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(RoomId id, RoomServices services) => Kernel.Actor.Props.Create(() => new Room(id, services));

    /// <inheritdoc />
    protected override void PreStart()
    {
        StartListener();
        StartSpeaker();
        Timers.StartSingleTimer(nameof(ReaderTime), ReaderGone.Instance, ReaderTime);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        Context.Parent.Tell(new ReaderChanged(_id, HasReader: false));
        _reader?.End();
    }

    // What a listener, speaker or follower has half done cannot be gone on with: it ends, its person is told, and a new one is made.
    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void StartListener()
    {
        _listener = Context.Watch(Context.ActorOf(Listener.Props(_services.Recognizer, _services.Time, _services.Endpointing, _services.IsPrivate), $"listener-{++_children}"));
        _listener.Tell(new ReachChanged(_away), Self);
    }

    private void StartSpeaker()
    {
        _speaker = Context.Watch(Context.ActorOf(Speaker.Props(_services.Synthesizer, _services.Time, _services.IsPrivate), $"speaker-{++_children}"));
        _speakerServesReader = _reader is null;
        _speaker.Tell(new SpeechReader(_reader), Self);
        _speaker.Tell(new HoldSpeech(_held), Self);
    }

    private void TellState()
    {
        bool thinks = _turns.Exists(turn => turn is { OfRoom: true, Ended: false } || turn.SpeechId is not null);
        bool understands = _listens.Understanding > 0 || _storing is not null || _heard.Count > 0;
        RoomState state =
            _listens.Hears ? RoomState.Hearing
            : _speaking is not null ? RoomState.Speaking
            : understands ? RoomState.Understanding
            : thinks ? RoomState.Thinking
            : _listens.MicrophoneOpen ? RoomState.Listening
            : RoomState.Idle;
        RoomActs acts = new(_speaking is not null, _speaking is not null || understands || thinks);
        if (acts != _acts)
        {
            _acts = acts;
            _listener.Tell(acts, Self);
        }

        // What begins now would speak over the person, or over what is answered next.
        bool hold = _listens.Pressed || _listens.Hears || understands;
        if (hold != _held)
        {
            _held = hold;
            _speaker.Tell(new HoldSpeech(hold), Self);
        }

        if (state != _state)
        {
            _state = state;
            Show(new RoomStateChanged(state));
        }
    }

    private void Lost(IActorRef child)
    {
        if (child.Equals(_listener))
        {
            _listens = ListenerChanged.Idle;
            StartListener();
            _listener.Tell(_acts, Self);
            ReadKeptAgain();
            Show(new RoomProblem(new("Listening failed.", "Open the microphone again. The log says what happened.", CanRetry: false, CanContinue: false)));
        }
        else if (child.Equals(_speaker))
        {
            if (_speaking is { } speech)
            {
                Show(new SpeechStopped(speech, "failed"));
            }

            _speaking = null;
            _turns.ForEach(turn => (turn.SpeechId, turn.LastSpeechId) = (null, null));
            StartSpeaker();
            Show(new RoomProblem(new("Speaking failed.", "The reply is in the chat. The log says what happened.", CanRetry: false, CanContinue: false)));
        }
        else if (_turns.Find(turn => turn.Follower.Equals(child)) is { Ended: false } turn)
        {
            Finish(turn, MessageStatus.Failed, null);
        }

        TellState();
    }

    private void LogRefusal(CommandReply reply)
    {
        // A turn that ended just before it was cancelled, say.
        if (!reply.Accepted)
        {
            _log.Debug("A command of the room was refused: {Code}", reply.Error!.Code);
        }
    }

    // Of a reply to what was said here.
    private bool Speaks() => !_abandoned && (_place is not null || !string.Equals(_services.Settings().When, SpeakSettings.Never, StringComparison.Ordinal));

    // Of a chat with these settings of its own.
    private SpeakSettings VoiceOf(ChatSettings own) => ChatVoice.Of(_services.Settings(), own.Over(_services.ChatDefaults?.Invoke() ?? ChatSettings.None));

    /// <summary>Words that wait to be stored.</summary>
    /// <param name="Words">What was understood.</param>
    /// <param name="Timings">How long it took.</param>
    /// <param name="Stops">How often the room had been stopped before.</param>
    private sealed record Heard(WordsHeard Words, VoiceTimings Timings, int Stops);

    /// <summary>The chat of a microphone that named none, or of the place.</summary>
    private sealed record OwnChat(MicrophoneId MicrophoneId, CreateChat Create, bool IsCreated);

    /// <summary>What is said to a chat; the same however often it is sent.</summary>
    private sealed record Saying(Heard Heard, CreateChat? Create, Say Say);

    private sealed record Stored(Saying Saying, CommandReply Reply) : INoSerializationVerificationNeeded;

    private sealed record ReaderGone : INoSerializationVerificationNeeded
    {
        public static ReaderGone Instance { get; } = new();
    }
}
