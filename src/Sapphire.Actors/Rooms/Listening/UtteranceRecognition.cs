using System.Threading.Channels;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>
/// One utterance: feeds the recogniser while the person speaks, and keeps the sound until there is a result, so that a
/// service that fails is given all of it once more.
/// <code>
/// feeding ──all sound fed──► finishing ──► result
///    ▲                           │
///    └──── failed: once more ────┘  failed again ──► error
/// </code>
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal sealed class UtteranceRecognition : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private readonly UtteranceId _id;
    private readonly TimeSpan _patience;
    private readonly ISpeechRecognizer _recognizer;
    private readonly Func<CancellationToken, ValueTask<bool>>? _isPrivate;
    private readonly List<short[]> _sound = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IRecognition? _recognition;
    private string _partial = string.Empty;
    private int _fed;
    private int _attempt;
    private bool _waiting;
    private bool _over;

    public UtteranceRecognition(UtteranceId id, ISpeechRecognizer recognizer, TimeSpan patience, Func<CancellationToken, ValueTask<bool>>? isPrivate)
    {
        _id = id;
        _patience = patience;
        _recognizer = recognizer;
        _isPrivate = isPrivate;
        Receive<UtteranceSound>(sound =>
        {
            _sound.Add(sound.Samples);
            Feed();
        });
        Receive<UtteranceOver>(_ =>
        {
            _over = true;
            Timers.StartSingleTimer(nameof(_patience), TookTooLong.Instance, _patience);
            Feed();
        });
        Receive<Fed>(fed =>
        {
            if (fed.Attempt == _attempt)
            {
                _waiting = false;
                Feed();
            }
        });
        Receive<Partial>(partial =>
        {
            if (partial.Attempt == _attempt)
            {
                ShowPartial(partial.Text);
            }
        });
        Receive<Finished>(finished =>
        {
            if (finished.Attempt == _attempt)
            {
                Context.Parent.Tell(new UtteranceResult(_id, finished.Result, null));
            }
        });
        Receive<Broke>(broke =>
        {
            if (broke.Attempt == _attempt)
            {
                TryAgain(broke.Cause);
            }
        });
        Receive<TookTooLong>(_ => Fail(new("Understanding this took too long.", "Say it again, or type it.", CanRetry: false, CanContinue: false)));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(UtteranceId id, ISpeechRecognizer recognizer, TimeSpan patience, Func<CancellationToken, ValueTask<bool>>? isPrivate = null) =>
        Kernel.Actor.Props.Create(() => new UtteranceRecognition(id, recognizer, patience, isPrivate));

    /// <inheritdoc />
    protected override void PreStart() => Start();

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stop.Cancel();
        GiveUp();
        _stop.Dispose();
    }

    private void Start()
    {
        int attempt = ++_attempt;
        _fed = 0;
        _waiting = false;
        try
        {
            _recognition = _isPrivate is { } isPrivate ? _recognizer.Start(isPrivate) : _recognizer.Start();
        }
        catch (SpeechException e)
        {
            Self.Tell(new Broke(attempt, e));
            return;
        }

        _ = ReadPartialsAsync(_recognition.Partials, attempt, Self, _stop.Token).PipeTo(Self, failure: e => new Broke(attempt, e));
        Feed();
    }

    // Each is the whole text, and the recogniser keeps the newest only: what this actor has not shown yet is skipped there.
    private static async Task ReadPartialsAsync(ChannelReader<string> partials, int attempt, IActorRef self, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (string text in partials.ReadAllAsync(cancellationToken))
            {
                self.Tell(new Partial(attempt, text), ActorRefs.NoSender);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The utterance is given up.
        }
        catch (Exception e) when (e is SpeechException or ChannelClosedException)
        {
            // Finishing says why.
        }
    }

    private void Feed()
    {
        int attempt = _attempt;
        while (!_waiting && _recognition is { } recognition && _fed <= _sound.Count)
        {
            if (_fed == _sound.Count)
            {
                if (!_over)
                {
                    return;
                }

                _waiting = true;
                _ = recognition.FinishAsync(_stop.Token).PipeTo(Self, success: result => new Finished(attempt, result), failure: e => new Broke(attempt, e));
                return;
            }

            ValueTask write = recognition.WriteAsync(_sound[_fed++], _stop.Token);
            if (write.IsCompletedSuccessfully)
            {
                continue;
            }

            _waiting = true;
            _ = write.AsTask().PipeTo(Self, success: () => new Fed(attempt), failure: e => new Broke(attempt, e));
        }
    }

    private void ShowPartial(string text)
    {
        // Sound that is fed again makes the same words again: they do not run backwards.
        if (text.Length > 0 && !string.Equals(text, _partial, StringComparison.Ordinal) && (_attempt == 1 || text.Length > _partial.Length))
        {
            _partial = text;
            Context.Parent.Tell(new UtterancePartial(_id, text));
        }
    }

    private void TryAgain(Exception cause)
    {
        GiveUp();

        // The embedded recogniser has tried again by itself.
        if (_attempt == 1 && cause is SpeechException { Code: "service" })
        {
            _log.Warning("An utterance is recognised once more: {Reason}", cause.Message);
            Start();
            return;
        }

        if (cause is not SpeechException)
        {
            _log.Error(cause, "An utterance could not be recognised.");
        }

        Fail(cause is SpeechException e
            ? new(e.Message, e.Detail, CanRetry: false, CanContinue: false)
            : new("Something went wrong while listening.", "Say it again. The log says what happened.", CanRetry: false, CanContinue: false));
    }

    private void Fail(MessageError error) => Context.Parent.Tell(new UtteranceResult(_id, null, error, _sound));

    private void GiveUp()
    {
        if (_recognition is not { } recognition)
        {
            return;
        }

        _recognition = null;
        ILoggingAdapter log = _log;
        _ = recognition.DisposeAsync().AsTask().ContinueWith(
            ended => log.Warning(ended.Exception, "A recognition did not end well."),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    private sealed record Fed(int Attempt) : INoSerializationVerificationNeeded;

    private sealed record Partial(int Attempt, string Text) : INoSerializationVerificationNeeded;

    private sealed record Finished(int Attempt, Recognized Result) : INoSerializationVerificationNeeded;

    private sealed record Broke(int Attempt, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record TookTooLong : INoSerializationVerificationNeeded
    {
        public static TookTooLong Instance { get; } = new();
    }
}
