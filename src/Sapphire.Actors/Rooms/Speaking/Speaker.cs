using Sapphire.Actors.Ids;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms.Speaking;

/// <summary>
/// Speaks in a room: cuts text into sentences, has them synthesised ahead, and sends their sound in order, at most a few seconds
/// ahead of what the reader reported as played. Tells its room (the parent), which tells the reader.
/// <code>
/// silent ──BeginSpeech──► preparing ──first sound, and nobody else speaks──► speaking ──all played──► silent
///                             │                                                 │
///                             └──── stopped, replaced ──► silent                └── stopped, replaced, barge-in ──► silent
///                                                              once the last report is there (1 s at most) it is told what was heard
/// </code>
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal sealed partial class Speaker : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private const long Ahead = 3 * SpeechTrack.SampleRate;
    private static readonly TimeSpan LastReportTime = TimeSpan.FromSeconds(1);

    // A page that may not play sound yet asks its person first; one that never plays nor reports is given up.
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(60);

    // A voice that was warmed is not warmed again for so long: it would only stand before the first sentence.
    private static readonly TimeSpan WarmTime = TimeSpan.FromMinutes(1);

    // After the last sample should have been played.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(3);

    private readonly ISpeechSynthesizer _synthesizer;
    private readonly TimeProvider _time;
    private readonly Func<ChatId?, CancellationToken, ValueTask<bool>>? _isPrivate;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // What is announced after a speech of which everything was sent.
    private readonly Queue<Interject> _after = [];
    private CancellationTokenSource _stop = new();
    private Speech? _speech;
    private Speech? _stopped;
    private (string Voice, long At)? _warmed;
    private string? _insteadTold;
    private bool _hold;
    private bool _hasReader;

    public Speaker(ISpeechSynthesizer synthesizer, TimeProvider time, Func<ChatId?, CancellationToken, ValueTask<bool>>? isPrivate)
    {
        _synthesizer = synthesizer;
        _time = time;
        _isPrivate = isPrivate;
        Receive<BeginSpeech>(begin =>
        {
            // They are not lost: whoever missed their beginning hears them before the reply.
            string[] announcements = [.. Announcement is { } words ? [words] : Array.Empty<string>(), .. _after.Select(one => one.Words)];
            _after.Clear();
            Stop("replaced");
            Begin(new(begin.SpeechId, begin.ChatId, begin.MessageId, begin.Settings) { HomeVoice = begin.HomeVoice });
            foreach (string announcement in announcements.Reverse())
            {
                _speech!.Track.Interject(announcement);
            }
        }, more: true);
        Receive<SpeechText>(text => Of(text.SpeechId)?.Say(text.Part, text.Text), more: true);
        Receive<SpeechTextEnded>(ended => Of(ended.SpeechId)?.End(ended.Closing), more: true);
        Receive<Interject>(interject =>
        {
            switch (_speech)
            {
                case null:
                    Announce(interject);
                    break;
                case { Complete: true }:
                    // The reader was told where it ends.
                    _after.Enqueue(interject);
                    break;
                default:
                    _speech.Track.Interject(interject.Words, interject.Otherwise);
                    break;
            }
        }, more: true);
        Receive<WarmVoice>(warm => Warm(warm.Voice));
        Receive<SentenceSpoken>(spoken =>
        {
            if (Of(spoken.SpeechId) is { } speech)
            {
                TellInstead(speech, spoken.Instead);
                speech.FirstEngineTime = speech.Track.Sent == 0 ? spoken.EngineTime : speech.FirstEngineTime;
                speech.Track.Synthesized(spoken.Sentence, spoken.Sound);
            }
        }, more: true);
        Receive<SentenceFailed>(failed =>
        {
            if (Of(failed.SpeechId) is { } speech)
            {
                Fail(speech, failed);
            }
        }, more: true);
        Receive<PlaybackReported>(Reported);
        Receive<StopSpeech>(stop =>
        {
            if (stop.Reason != "replaced" || Announcement is null)
            {
                Stop(stop.Reason);
            }
        });
        Receive<HoldSpeech>(hold =>
        {
            _hold = hold.Hold;
            if (_hold && _speech is { Began: true })
            {
                Stop("barge-in");
            }
        }, more: true);
        Receive<SpeechReader>(Turn);
        Receive<LastReportMissing>(_ => TellHeard());
        Receive<ReportsMissing>(missing =>
        {
            if (Of(missing.SpeechId) is not { } speech || !_hasReader)
            {
                // Without a reader there are no reports; the room knows when nobody comes back.
                return;
            }

            if (speech.Complete)
            {
                Over(speech);
            }
            else
            {
                Stop("stopped");
            }
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ISpeechSynthesizer synthesizer, TimeProvider time, Func<ChatId?, CancellationToken, ValueTask<bool>>? isPrivate = null) =>
        Kernel.Actor.Props.Create(() => new Speaker(synthesizer, time, isPrivate));

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Receive<T>(Action<T> handler, bool more) => Receive<T>(message =>
    {
        handler(message);
        if (more)
        {
            GoOn();
        }
    });

    // What is being announced, or waits to be: the speech that replaces it says it first.
    private string? Announcement => _speech is { Announcement: { } words, Complete: false } ? words : null;

    private Speech? Of(SpeechId id) => _speech?.Id == id ? _speech : null;

    private void Begin(Speech speech)
    {
        _speech = speech;
        Warm(speech.Settings.Voice);
    }

    private void Announce(Interject interject)
    {
        Begin(new(SpeechId.New(_time), null, null, interject.Settings) { Announcement = interject.Words });
        _speech!.Track.Interject(interject.Words, interject.Otherwise);
        _speech.End(null);
    }

    private void Warm(string voice)
    {
        if (_warmed is { } warmed && warmed.Voice == voice && _time.GetElapsedTime(warmed.At) < WarmTime)
        {
            return;
        }

        _warmed = (voice, _time.GetTimestamp());
        ILoggingAdapter log = _log;
        _ = Task.Run(() => _synthesizer.WarmAsync(voice, CancellationToken.None)).ContinueWith(
            failed => log.Debug("The voice was not warmed: {Reason}", failed.Exception?.InnerException?.Message),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    // Whatever has changed: synthesise and send what can be.
    private void GoOn()
    {
        if (_speech is not { } speech)
        {
            return;
        }

        Send(speech);
        while (speech.Track.NextToSynthesize() is { } sentence)
        {
            speech.FirstSentence ??= _time.GetTimestamp();
            Synthesize(speech, sentence);
        }

        End(speech);
    }

    private void Turn(SpeechReader turn)
    {
        _hasReader = turn.Reader is not null;
        Context.Parent.Tell(turn);
        if (_speech is { Began: true } speech && _hasReader)
        {
            SpeechSentence? within = speech.Track.Rewind();
            speech.Complete = false;
            Context.Parent.Tell(new SpeechBegan(speech.Id, SpeechTrack.SampleRate, speech.ChatId, speech.MessageId, speech.Track.Sent));
            if (within is not null)
            {
                Tell(speech, within);
            }
        }

        GoOn();
    }

    private sealed record LastReportMissing : INoSerializationVerificationNeeded
    {
        public static LastReportMissing Instance { get; } = new();
    }

    private sealed record ReportsMissing(SpeechId SpeechId) : INoSerializationVerificationNeeded;
}
