using System.Runtime.InteropServices;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Rooms.Speaking;
using Sapphire.Audio.Devices;
using Sapphire.Audio.Formats;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// Owns the open speaker of a room: plays speech, and the chime of a timer between, and reports how much of the speech was heard. It
/// ends when the speaker is gone; its supervisor starts it again, later each time.
/// <code>
/// opening ──opened──► silent ──SpeechBegan──► speaking ──all played, SpeechStopped──► silent     any ──gone──► (ends)
/// </code>
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal sealed class SpeakerDevice : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(80);

    // In pieces, of which so much waits in the device: what comes between is heard soon, and what is stopped is stopped at once.
    private const int Piece = SpeechTrack.SampleRate / 25;
    private const int InDevice = SpeechTrack.SampleRate * 4 / 10;

    private static readonly short[] ChimeSound = SpeechResampler.Resample(new(Chime.SampleRate, Array.ConvertAll(Chime.Samples(), WavWriter.ToPcm16)), SpeechTrack.SampleRate).Samples.ToArray();
    private readonly IAudioDevices _devices;
    private readonly string _address;
    private readonly RoomId _id;
    private readonly IActorRef _rooms;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stop = new();
    private readonly LinkedList<Sound> _waits = [];
    private readonly PlayedSpeech _heard = new();
    private IPlayback? _playback;
    private SpeechId? _speech;
    private long? _complete;
    private bool _writing;

    public SpeakerDevice(IAudioDevices devices, string address, RoomId id, IActorRef rooms, IActorRef room)
    {
        (_devices, _address, _id, _rooms) = (devices, address, id, rooms);
        Receive<Opened>(opened =>
        {
            _playback = opened.Playback;
            _ = opened.Playback.Ended.PipeTo(Self, success: () => new Gone(null), failure: e => new Gone(e));
            opened.Playback.Start();
            room.Tell(new SpeakerReady(opened.Playback.Name));
        });
        Receive<Gone>(gone =>
        {
            room.Tell(new SpeakerLost(gone.Cause?.Message ?? "The speaker was closed."));
            Context.Stop(Self);
        });
        Receive<SpeechBegan>(Begin);
        Receive<SpeechFrame>(frame =>
        {
            if (frame.SpeechId == _speech)
            {
                _waits.AddLast(new Sound(MemoryMarshal.Cast<byte, short>(frame.Pcm).ToArray(), IsSpeech: true));
                Play();
            }
        });
        Receive<SpeechComplete>(complete =>
        {
            if (complete.SpeechId == _speech)
            {
                _complete = complete.Samples;
                Report();
            }
        });
        Receive<SpeechStopped>(StopSpeech);
        Receive<RoomRang>(_ => Ring());
        Receive<Written>(_ =>
        {
            _writing = false;
            Play();
        });
        Receive<Ticked>(_ =>
        {
            Play();
            Report();
        });
        Receive<RoomUpdate>(_ => { });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IAudioDevices devices, string address, RoomId id, IActorRef rooms, IActorRef room) =>
        Kernel.Actor.Props.Create(() => new SpeakerDevice(devices, address, id, rooms, room));

    /// <inheritdoc />
    protected override void PreStart()
    {
        CancellationToken stopped = _stop.Token;
        (IAudioDevices devices, string address) = (_devices, _address);
        _ = Task.Run(
            async () =>
            {
                IPlayback playback = devices.OpenPlayback(address, SpeechTrack.SampleRate);
                if (stopped.IsCancellationRequested)
                {
                    await playback.DisposeAsync();
                }

                return playback;
            },
            CancellationToken.None).PipeTo(Self, success: playback => new Opened(playback), failure: e => new Gone(e));
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stop.Cancel();
        _stop.Dispose();
        if (_playback is { } playback)
        {
            ILoggingAdapter log = _log;
            _ = Task.Run(() => playback.DisposeAsync().AsTask()).ContinueWith(
                failed => log.Warning(failed.Exception, "A speaker was not closed well."), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private void Begin(SpeechBegan began)
    {
        if (_playback is not { } playback)
        {
            return;
        }

        // The rest of a speech that goes on at an earlier sample for a new reader.
        if (_speech is not null)
        {
            Forget(playback);
        }

        (_speech, _complete) = (began.SpeechId, null);
        _heard.Begin(began.FirstSample);
        KeepTicking();
    }

    private void StopSpeech(SpeechStopped stopped)
    {
        if (_playback is { } playback && _speech == stopped.SpeechId)
        {
            long heard = Forget(playback);
            _speech = null;
            Report(stopped.SpeechId, heard, ended: true);
        }
    }

    // What was heard of the speech that is dropped. A chime that waits is dropped too: whoever stops it wants quiet.
    private long Forget(IPlayback playback)
    {
        _waits.Clear();
        return _heard.At(playback.Clear());
    }

    private void Ring()
    {
        if (_playback is null)
        {
            return;
        }

        // Before what waits: a timer is not late because of a long answer.
        LinkedListNode<Sound>? next = _waits.First;
        for (int at = 0; at < ChimeSound.Length; at += Piece)
        {
            Sound piece = new(ChimeSound.AsMemory(at, Math.Min(Piece, ChimeSound.Length - at)), IsSpeech: false);
            _ = next is null ? _waits.AddLast(piece) : _waits.AddBefore(next, piece);
        }

        Play();
        KeepTicking();
    }

    private void Play()
    {
        while (!_writing && _playback is { } playback && _waits.First is { } first && playback.Written - playback.Played < InDevice)
        {
            _waits.RemoveFirst();
            Sound sound = first.Value;
            _heard.Writes(playback.Written, sound.Samples.Length, sound.IsSpeech);
            ValueTask write = playback.WriteAsync(sound.Samples, _stop.Token);
            if (!write.IsCompletedSuccessfully)
            {
                // A device that is gone says so itself.
                _writing = true;
                _ = write.AsTask().PipeTo(Self, success: () => Written.Instance, failure: _ => Written.Instance);
            }
        }
    }

    private void Report()
    {
        if (_playback is not { } playback)
        {
            return;
        }

        if (_speech is { } speech)
        {
            long heard = _heard.At(playback.Played);
            bool ended = _complete is { } all && heard >= all;
            Report(speech, heard, ended);
            if (ended)
            {
                _speech = null;
            }
        }
        else if (_waits.Count == 0)
        {
            Timers.Cancel(nameof(Tick));
        }
    }

    private void Report(SpeechId speech, long samples, bool ended) => _rooms.Tell(new PlaybackReported(_id, speech, samples, ended));

    private void KeepTicking()
    {
        if (!Timers.IsTimerActive(nameof(Tick)))
        {
            Timers.StartPeriodicTimer(nameof(Tick), Ticked.Instance, Tick);
        }
    }

    private sealed record Sound(ReadOnlyMemory<short> Samples, bool IsSpeech);

    private sealed record Opened(IPlayback Playback) : INoSerializationVerificationNeeded;

    private sealed record Gone(Exception? Cause) : INoSerializationVerificationNeeded;

    private sealed record Written : INoSerializationVerificationNeeded
    {
        public static Written Instance { get; } = new();
    }

    private sealed record Ticked : INoSerializationVerificationNeeded
    {
        public static Ticked Instance { get; } = new();
    }
}
