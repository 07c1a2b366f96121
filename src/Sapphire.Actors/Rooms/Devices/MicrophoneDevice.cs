using Sapphire.Audio.Devices;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Event;

namespace Sapphire.Actors.Rooms.Devices;

/// <summary>
/// Owns the open microphone of a room. It ends when the microphone is gone; its supervisor starts it again, later each time.
/// <code>
/// opening ──opened──► open ──gone──► (ends)
///    └──────not opened─────────────► (ends)
/// </code>
/// </summary>
#pragma warning disable CA1001 // PostStop is an actor's Dispose.
internal sealed class MicrophoneDevice : ReceiveActor
#pragma warning restore CA1001
{
    private readonly IAudioDevices _devices;
    private readonly string _address;
    private readonly CancellationTokenSource _stop = new();
    private readonly InputSlot _slot = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ICapture? _capture;

    public MicrophoneDevice(IAudioDevices devices, string address, IActorRef room)
    {
        (_devices, _address) = (devices, address);
        Receive<Opened>(opened =>
        {
            _capture = opened.Capture;
            _ = opened.Capture.Ended.PipeTo(Self, success: () => new Gone(null), failure: e => new Gone(e));
            opened.Capture.Start(_slot.Wake);
            room.Tell(new MicrophoneReady(opened.Capture, _slot));
        });
        Receive<Gone>(gone =>
        {
            room.Tell(new MicrophoneLost(gone.Cause?.Message ?? "The microphone was closed."));
            Context.Stop(Self);
        });
    }

    public static Props Props(IAudioDevices devices, string address, IActorRef room) => Kernel.Actor.Props.Create(() => new MicrophoneDevice(devices, address, room));

    /// <inheritdoc />
    protected override void PreStart()
    {
        CancellationToken stopped = _stop.Token;
        (IAudioDevices devices, string address) = (_devices, _address);

        // Opening blocks for a tenth of a second.
        _ = Task.Run(
            async () =>
            {
                ICapture capture = devices.OpenCapture(address);
                if (stopped.IsCancellationRequested)
                {
                    await capture.DisposeAsync();
                }

                return capture;
            },
            CancellationToken.None).PipeTo(Self, success: capture => new Opened(capture), failure: e => new Gone(e));
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _stop.Cancel();
        _stop.Dispose();
        if (_capture is { } capture)
        {
            ILoggingAdapter log = _log;
            _ = Task.Run(() => capture.DisposeAsync().AsTask()).ContinueWith(
                failed => log.Warning(failed.Exception, "A microphone was not closed well."), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private sealed record Opened(ICapture Capture) : INoSerializationVerificationNeeded;

    private sealed record Gone(Exception? Cause) : INoSerializationVerificationNeeded;
}
