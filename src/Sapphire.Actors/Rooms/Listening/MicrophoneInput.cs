using System.Threading.Channels;
using Sapphire.Kernel.Actor;

namespace Sapphire.Actors.Rooms.Listening;

/// <summary>
/// One upload of a microphone: frames on their way from a connection to the listener. It never holds the connection back: over
/// its bound the oldest frames are dropped, and the listener counts them by the gap in their numbers.
/// </summary>
#pragma warning disable CA1001 // Without a timer there is nothing to dispose of; the room may close it after the connection is gone.
public class MicrophoneInput
#pragma warning restore CA1001
{
    // 30 s of frames of 20 ms: far more than a listener is ever behind.
    private const int Capacity = 1500;

    private readonly Channel<SoundFrame> _frames = Channel.CreateBounded<SoundFrame>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.DropOldest });

    private readonly CancellationTokenSource _closed = new();
    private readonly SoundWaits _waits;
    private IActorRef? _listener;
    private int _told;
    private volatile End _end;

    /// <summary>Creates an upload.</summary>
    public MicrophoneInput()
    {
        _waits = new(this);
        Closed = _closed.Token;
    }

    private enum End
    {
        NotYet,
        Complete,
        Broken,
    }

    /// <summary>Cancelled when the room reads it no more.</summary>
    public CancellationToken Closed { get; }

    /// <summary>True when no frame follows those that wait, and the person is done.</summary>
    internal bool IsComplete => _end == End.Complete;

    /// <summary>True when no frame follows those that wait, since the connection was cut.</summary>
    internal bool IsBroken => _end == End.Broken;

    /// <summary>Adds a frame; never waits. Called by one thread at a time.</summary>
    public void Write(SoundFrame frame)
    {
        _frames.Writer.TryWrite(frame);
        Wake();
    }

    /// <summary>The upload ended as it should.</summary>
    public void Complete() => Finish(End.Complete);

    /// <summary>The upload was cut; another one may go on with it.</summary>
    public void Break() => Finish(End.Broken);

    /// <summary>From now on <paramref name="listener"/> gets <see cref="SoundWaits"/> when there is something to take.</summary>
    internal void Attach(IActorRef listener)
    {
        Volatile.Write(ref _listener, listener);
        listener.Tell(_waits, ActorRefs.NoSender);
    }

    /// <summary>Before taking: what comes from now on is told again.</summary>
    internal void Heard() => Volatile.Write(ref _told, 0);

    internal virtual bool TryTake(out SoundFrame frame) => _frames.Reader.TryRead(out frame);

    /// <summary>The room reads it no more.</summary>
    internal void Close() => _closed.Cancel();

    /// <summary>There is something to take. One message for any number of frames: no allocation a frame, and a mailbox that stays small.</summary>
    internal void Wake()
    {
        if (Volatile.Read(ref _listener) is { } listener && Interlocked.Exchange(ref _told, 1) == 0)
        {
            listener.Tell(_waits, ActorRefs.NoSender);
        }
    }

    private void Finish(End end)
    {
        _end = end;
        Wake();
    }
}

/// <summary>Frames wait in a microphone's input, or it has ended.</summary>
internal sealed record SoundWaits(MicrophoneInput Input) : INoSerializationVerificationNeeded;
