using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Listening;
using Sapphire.Actors.Settings;
using Sapphire.Audio.Devices;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;
using Sapphire.Kernel.Pattern;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// A room with a microphone and a speaker of this machine. To the room it is what a page is: it reads what happens there, plays the
/// speech and reports how far, and opens microphones. It announces itself to the registry and takes commands.
/// <code>
/// closed ──opened──► (hands-free) listening ◄──► talking (key or button held)      any ──the room ends──► closed ──1 s──► opening
///                    (else)       idle      ◄──►                                   any ──another machine has its name──► standing by ──it has it no longer──► opening
/// </code>
/// </summary>
internal sealed partial class RoomDevice : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AnnounceTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LearnTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OpenTime = TimeSpan.FromSeconds(1);

    // A page that holds the button says so each second; one that is gone does not keep the room listening.
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    private readonly RoomDeviceSetup _setup;
    private readonly RoomDeviceServices _services;
    private readonly RoomPlace _place;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly short[] _newest = new short[ICapture.SampleRate / 10];
    private IActorRef _microphoneActor = ActorRefs.Nobody;
    private IActorRef _speakerActor = ActorRefs.Nobody;
    private IDisposable? _watch;
    private RoomUpdateWriter? _stream;
    private RoomReader? _reader;
    private RoomState _state = RoomState.Idle;
    private ICapture? _capture;
    private InputSlot? _slot;
    private MicrophoneId? _microphone;
    private bool _talks;
    private bool _speaks;
    private bool _away;
    private bool _kept;
    private bool _wasLost;
    private string? _microphoneProblem;
    private string? _speakerProblem;
    private string? _takenBy;
    private string? _heard;
    private DateTimeOffset? _heardAt;

    public RoomDevice(RoomDeviceSetup setup, RoomDeviceServices services)
    {
        (_setup, _services, _place) = (setup, services, new(setup.Options.Name));
        Receive<MicrophoneReady>(Hear);
        Receive<MicrophoneLost>(Deafen);
        Receive<SpeakerReady>(ready =>
        {
            (_speaks, _speakerProblem) = (true, null);
            _log.Info("The room {Room} speaks with {Device}.", _place.Name, ready.Name);
        });
        Receive<SpeakerLost>(Mute);
        Receive<LinkTold>(ChangeLink);
        Receive<Learnt>(KnowWords);
        Receive<LearnAgain>(_ => Learn());
        Receive<RoomStreamEnded>(ended => ReferenceEquals(ended.Stream, _stream), _ => Timers.StartSingleTimer(nameof(OpenTime), OpenAgain.Instance, OpenTime));
        Receive<RoomStreamEnded>(_ => { });
        Receive<OpenAgain>(_ => Open());
        Receive<RoomUpdate>(Apply);
        Receive<KeyPressed>(Press);
        Receive<CueMicrophone>(Cue);
        Receive<Cued>(cued => (_capture as ICueable)?.Cue(cued.Audio));
        Receive<NotCued>(failed => _log.Warning("The microphone of {Room} hears nothing: {Reason}", _place.Name, failed.Reason));
        Receive<RoomCommand>(command => Sender.Tell(new RoomAnswer(Do(command))));
        Receive<HoldExpired>(_ => Release());
        Receive<AnnounceNow>(_ => Announce());
        Receive<RoomNameTaken>(ChangeName);
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(RoomDeviceSetup setup, RoomDeviceServices services) => Kernel.Actor.Props.Create(() => new RoomDevice(setup, services));

    /// <inheritdoc />
    protected override void PreStart()
    {
        // A microphone that is gone is opened again for ever, later each time: it may be plugged in again.
        _microphoneActor = Context.ActorOf(Supervised(MicrophoneDevice.Props(_services.Devices, _setup.Options.Microphone, Self), "device"), "microphone");

        // The speaker likewise.
        _speakerActor = Context.ActorOf(Supervised(SpeakerDevice.Props(_services.Devices, _setup.Options.Speaker, _place.Id, _services.Rooms, Self), "device"), "speaker");
        IActorRef self = Self;
        _watch = _services.Link.Watch(state => self.Tell(new LinkTold(state), ActorRefs.NoSender));
        Open();
        Timers.StartPeriodicTimer(nameof(AnnounceTime), AnnounceNow.Instance, AnnounceTime);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _watch?.Dispose();
        Close();
        _services.Registry.Tell(new RoomLeft(_place.Id));
    }

    private static Props Supervised(Props device, string name) =>
        BackoffSupervisor.Props(Backoff.OnStop(device, name, FirstRetry, LastRetry, 0.2).WithAutoReset(TimeSpan.FromSeconds(10)).WithDefaultStoppingStrategy());

    private void Open()
    {
        if (_takenBy is not null)
        {
            return;
        }

        _stream = new(Self);
        _reader = new RoomReader(_stream);
        _microphone = null;
        _services.Rooms.Tell(new OpenRoom(_place.Id, _reader, _place));
        _services.Rooms.Tell(new LinkChanged(_place.Id, _away));
    }

    private void Close()
    {
        _stream?.TryComplete();
        if (_reader is { } reader)
        {
            _services.Rooms.Tell(new LeaveRoom(_place.Id, reader));
        }

        (_stream, _reader) = (null, null);
    }

    private void Apply(RoomUpdate update)
    {
        switch (update)
        {
            case RoomOpened opened:
                Change(opened.State);
                Listen();
                break;
            case RoomStateChanged changed:
                Change(changed.State);
                break;
            case MicrophoneClosed closed when closed.MicrophoneId == _microphone:
                _microphone = null;
                _talks = false;
                Listen();
                break;
            case UtteranceUnderstood understood:
                (_heard, _heardAt, _kept) = (understood.Text, _services.Time.GetUtcNow(), false);
                Announce();
                break;
            case UtteranceFailed failed:
                Excuse(failed);
                break;
            case SpeechBegan when !_speaks:
                // Nobody would hear it.
                _services.Rooms.Tell(new StopSpeaking(_place.Id));
                break;
            case (SpeechFrame or SpeechComplete or SpeechStopped or RoomRang) when !_speaks:
                break;
            case SpeechBegan or SpeechFrame or SpeechComplete or SpeechStopped or RoomRang:
                _speakerActor.Tell(update);
                break;
            case RoomProblem problem:
                _log.Warning("The room {Room}: {Problem}", _place.Name, problem.Error.Title);
                break;
        }
    }

    private void Change(RoomState state)
    {
        _state = state;
        Announce();
    }

    private void Listen()
    {
        if (_setup.Options.HandsFree && _microphone is null)
        {
            OpenMicrophone(handsFree: true);
        }
    }

    private void OpenMicrophone(bool handsFree)
    {
        if (_capture is null || _takenBy is not null)
        {
            return;
        }

        DeviceInput input = new(_capture);
        _slot!.Input = input;
        _microphone = MicrophoneId.New(_services.Time);
        _services.Rooms.Tell(new OpenMicrophone(_place.Id, _microphone.Value, handsFree, null, input));
    }

    // A person who holds a button, or whose words were lost, has no screen to read why.
    private void Excuse(UtteranceFailed failed)
    {
        if (failed.Reason == "kept")
        {
            _kept = true;
            Announce();
        }
        else
        {
            Apologise(failed);
        }
    }

    private void Apologise(UtteranceFailed failed)
    {
        // Nothing will come of what was kept either.
        _kept &= _away;
        if (failed.Error != Listener.Stopped && failed.Error != Listener.Replaced && (!_setup.Options.HandsFree || failed.Reason is "failed" or "not-stored"))
        {
            Say(failed.Error.Title);
        }
    }

    private void Say(string words) => _services.Rooms.Tell(new AnnounceInRoom(_place.Id, words));

    private void ChangeLink(LinkTold link)
    {
        if (link.State.IsAway != _away)
        {
            _away = link.State.IsAway;
            _log.Info(_away ? "The room {Room} cannot reach its chats: {Reason}" : "The room {Room} reaches its chats again. {Reason}", _place.Name, link.State.Reason ?? string.Empty);
            _services.Rooms.Tell(new LinkChanged(_place.Id, _away));
            Announce();
        }

        Learn();
    }

    // Learnt while it can be; a room that is never away starts no engine for it. A voice may come later than the room.
    private void Learn()
    {
        if (_away || _services.Link is LocalRoomLink)
        {
            return;
        }

        SpeakSettings settings = _services.Settings();
        ISpeechSynthesizer voice = _services.Voice;
        _ = Task.Run(() => voice.SynthesizeAsync(new(AwaySound.Words, settings.Voice, settings.Rate, settings.Pitch, settings.Volume), CancellationToken.None))
            .PipeTo(Self, success: _ => new Learnt(null), failure: e => new Learnt(e));
    }

    private void KnowWords(Learnt learnt)
    {
        if (learnt.Problem is { } problem)
        {
            _log.Debug("The room has not learnt to say that it is away: {Reason}", problem.Message);
            Timers.StartSingleTimer(nameof(Learnt), LearnAgain.Instance, LearnTime);
        }
        else
        {
            _log.Debug("The room has learnt to say that it is away.");
        }
    }

    private sealed record Learnt(Exception? Problem) : INoSerializationVerificationNeeded;

    private sealed record LearnAgain : INoSerializationVerificationNeeded
    {
        public static LearnAgain Instance { get; } = new();
    }

    private sealed record LinkTold(RoomLinkState State) : INoSerializationVerificationNeeded;

    private sealed record OpenAgain : INoSerializationVerificationNeeded
    {
        public static OpenAgain Instance { get; } = new();
    }

    private sealed record AnnounceNow : INoSerializationVerificationNeeded
    {
        public static AnnounceNow Instance { get; } = new();
    }

    private sealed record HoldExpired : INoSerializationVerificationNeeded
    {
        public static HoldExpired Instance { get; } = new();
    }

    private sealed record Cued(SpeechAudio? Audio) : INoSerializationVerificationNeeded;

    private sealed record NotCued(string Reason) : INoSerializationVerificationNeeded;
}
