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

    // After the last sample should have been played.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(3);

    private readonly ISpeechSynthesizer _synthesizer;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private CancellationTokenSource _stop = new();
    private Speech? _speech;
    private Speech? _stopped;
    private bool _hold;
    private bool _hasReader;

    public Speaker(ISpeechSynthesizer synthesizer, TimeProvider time)
    {
        _synthesizer = synthesizer;
        _time = time;
        Receive<BeginSpeech>(begin =>
        {
            string? announcement = Announcement;
            Stop("replaced");
            Begin(new(begin.SpeechId, begin.ChatId, begin.MessageId, begin.Settings));
            if (announcement is not null)
            {
                // It is not lost: whoever missed its beginning hears it before the reply.
                _speech!.Track.Interject(announcement);
                GoOn();
            }
        });
        Receive<SpeechText>(text => Of(text.SpeechId)?.Say(text.Part, text.Text), more: true);
        Receive<SpeechTextEnded>(ended => Of(ended.SpeechId)?.End(ended.Closing), more: true);
        Receive<Interject>(interject =>
        {
            if (_speech is null)
            {
                Begin(new(SpeechId.New(_time), null, null, interject.Settings) { Announcement = interject.Words });
                _speech!.Track.Interject(interject.Words);
                _speech.End(null);
                return;
            }

            _speech.Track.Interject(interject.Words);
        }, more: true);
        Receive<SentenceSpoken>(spoken =>
        {
            if (Of(spoken.SpeechId) is { } speech)
            {
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
            if (Of(missing.SpeechId) is not { } speech)
            {
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

    public static Props Props(ISpeechSynthesizer synthesizer, TimeProvider time) =>
        Kernel.Actor.Props.Create(() => new Speaker(synthesizer, time));

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
        string voice = speech.Settings.Voice;
        ILoggingAdapter log = _log;
        CancellationToken cancelled = _stop.Token;
        _ = Task.Run(() => _synthesizer.WarmAsync(voice, cancelled), cancelled).ContinueWith(
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

    private void Reported(PlaybackReported report)
    {
        if (_stopped is { } stopped && stopped.Id == report.SpeechId)
        {
            stopped.Track.Report(report.Samples);
            if (report.Ended)
            {
                TellHeard();
            }

            return;
        }

        if (Of(report.SpeechId) is not { Began: true } speech)
        {
            return;
        }

        speech.Track.Report(report.Samples);
        if (speech.Complete && (report.Ended || speech.Track.Played >= speech.Track.Sent))
        {
            Over(speech);
            return;
        }

        ExpectReport(speech);
        GoOn();
    }

    private void ExpectReport(Speech speech)
    {
        TimeSpan left = TimeSpan.FromSeconds((speech.Track.Sent - speech.Track.Played) / (double)SpeechTrack.SampleRate);
        Timers.StartSingleTimer(nameof(ReportTime), new ReportsMissing(speech.Id), speech.Complete ? left + EndTime : left + ReportTime);
    }

    private void Over(Speech speech)
    {
        Forget();
        Context.Parent.Tell(new SpeechOver(speech.Id, HeardFollows: false));
    }

    private void Stop(string reason)
    {
        if (_speech is not { } speech)
        {
            return;
        }

        Forget();
        if (speech.Began)
        {
            Context.Parent.Tell(new SpeechStopped(speech.Id, reason));
        }

        Context.Parent.Tell(new SpeechOver(speech.Id, HeardFollows: speech.Began));
        if (!speech.Began)
        {
            return;
        }

        TellHeard();
        _stopped = speech;
        if (_hasReader)
        {
            // The reader says how far it got.
            Timers.StartSingleTimer(nameof(LastReportTime), LastReportMissing.Instance, LastReportTime);
        }
        else
        {
            TellHeard();
        }
    }

    private void Forget()
    {
        _speech = null;
        Timers.Cancel(nameof(ReportTime));
        _stop.Cancel();
        _stop.Dispose();
        _stop = new();
    }

    private void TellHeard()
    {
        if (_stopped is { } stopped)
        {
            _stopped = null;
            Timers.Cancel(nameof(LastReportTime));
            Context.Parent.Tell(new SpeechHeard(stopped.Id, stopped.HeardLength()));
        }
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
