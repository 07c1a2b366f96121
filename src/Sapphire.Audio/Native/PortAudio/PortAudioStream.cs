using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sapphire.Audio.Devices;

namespace Sapphire.Audio.Native.PortAudio;

/// <summary>
/// A stream in one direction: the two in one stall on PulseAudio after a few callbacks. Its callback runs on a real-time thread, and
/// does nothing but copy.
/// </summary>
/// <remarks>
/// An unplugged device is not always told of: the callback just stops, so that its age is watched. And where the sound server hangs,
/// stopping never returns, so that closing is done by a thread that may be left behind.
/// </remarks>
internal sealed class PortAudioStream : IAsyncDisposable
{
    /// <summary>Called on the real-time thread.</summary>
    public delegate void Exchange(Span<short> samples);

    // Sound servers take up to 2.5 s for the first callback, and as long again for the next ones.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly Exchange _exchange;
    private readonly GCHandle _self;
    private readonly PortAudioStreamHandle _stream;
    private readonly bool _input;
    private long _started;
    private long _lastCallback;
    private volatile bool _finished;

    private unsafe PortAudioStream(Exchange exchange, AudioDevice device, int rate, bool input)
    {
        (_exchange, _input, SampleRate, Name) = (exchange, input, rate, device.Name);
        _self = GCHandle.Alloc(this);
        PortAudioLibrary.StreamParameters parameters = Parameters(device, input);
        IntPtr stream;
        int error = PortAudioLibrary.OpenStream(
            &stream,
            input ? &parameters : null,
            input ? null : &parameters,
            rate,
            new((uint)(rate / 100)),
            default,
            (IntPtr)(delegate* unmanaged[Cdecl]<short*, short*, CULong, IntPtr, CULong, IntPtr, int>)&OnExchange,
            GCHandle.ToIntPtr(_self));
        if (error != 0)
        {
            _self.Free();
            throw new DeviceLostException($"'{device.Name}' cannot be opened: {PortAudioLibrary.ErrorText(error)}. Another program may use it.");
        }

        _stream = new(stream);
        _ = PortAudioLibrary.SetStreamFinishedCallback(_stream, (IntPtr)(delegate* unmanaged[Cdecl]<IntPtr, void>)&OnFinished);
    }

    /// <summary>The name of the device.</summary>
    public string Name { get; }

    /// <summary>The rate of what is exchanged.</summary>
    public int SampleRate { get; }

    /// <summary>Opens a device, at the wanted rate where it can, else at its own.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="input">True for a microphone.</param>
    /// <param name="rate">The wanted rate.</param>
    /// <param name="exchange">Takes or gives sound, on the real-time thread.</param>
    /// <exception cref="DeviceLostException">It cannot be opened.</exception>
    /// <exception cref="Engines.EngineUnavailableException">PortAudio is missing.</exception>
    public static unsafe PortAudioStream Open(string device, bool input, int rate, Exchange exchange)
    {
        PortAudioSession.Begin();
        try
        {
            AudioDevice found = PortAudioSession.Find(device, input);
            PortAudioLibrary.StreamParameters parameters = Parameters(found, input);
            bool can = PortAudioLibrary.IsFormatSupported(input ? &parameters : null, input ? null : &parameters, rate) == 0;
            return new(exchange, found, can ? rate : found.SampleRate, input);
        }
        catch
        {
            PortAudioSession.End();
            throw;
        }
    }

    /// <summary>Starts it.</summary>
    public void Start()
    {
        _started = Stopwatch.GetTimestamp();
        int error = PortAudioLibrary.StartStream(_stream);
        if (error != 0)
        {
            throw new DeviceLostException($"'{Name}' does not start: {PortAudioLibrary.ErrorText(error)}.");
        }
    }

    /// <summary>Why it is gone; null while it is there.</summary>
    public string? Loss()
    {
        string what = _input ? "microphone" : "speaker";
        if (_finished)
        {
            return $"The {what} '{Name}' is gone, or its sound server ended.";
        }

        if (Stopwatch.GetElapsedTime(_started) < StartTime)
        {
            return null;
        }

        long last = Volatile.Read(ref _lastCallback);
        return last == 0 ? $"The {what} '{Name}' does not begin."
            : Stopwatch.GetElapsedTime(last) > Age ? $"The {what} '{Name}' does not answer any more."
            : null;
    }

    /// <summary>Closes it; where the sound server hangs, leaves that to a thread of its own.</summary>
    public async ValueTask DisposeAsync()
    {
        Task closing = Task.Factory.StartNew(
            () =>
            {
                _stream.Dispose();
                _self.Free();
                PortAudioSession.End();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAny(closing, Task.Delay(ClosePatience, TimeProvider.System));
    }

    private static unsafe PortAudioLibrary.StreamParameters Parameters(AudioDevice device, bool input)
    {
        // 20 ms is as good as less, without gaps.
        PortAudioLibrary.DeviceInfo* info = PortAudioLibrary.GetDeviceInfo(device.Number);
        double lowest = input ? info->LowInputLatency : info->LowOutputLatency;
        return new() { Device = device.Number, ChannelCount = 1, SampleFormat = new(PortAudioLibrary.Int16), SuggestedLatency = Math.Max(lowest, 0.02) };
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int OnExchange(short* input, short* output, CULong frames, IntPtr time, CULong flags, IntPtr user)
    {
        // Nothing may be thrown out of here; 0 is "go on", 2 "stop at once".
        try
        {
            PortAudioStream self = (PortAudioStream)GCHandle.FromIntPtr(user).Target!;
            Volatile.Write(ref self._lastCallback, Stopwatch.GetTimestamp());
            self._exchange(new(self._input ? input : output, (int)frames.Value));
            return 0;
        }
        catch
        {
            return 2;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFinished(IntPtr user)
    {
        if (GCHandle.FromIntPtr(user).Target is PortAudioStream self)
        {
            self._finished = true;
        }
    }
}
