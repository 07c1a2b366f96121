using System.Diagnostics;
using System.Text;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>One process of writers, from outside: what it said, until it was killed.</summary>
internal sealed class LedgerRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task _reading;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _killAt = int.MaxValue;
    private int _spin;
    private int _acknowledgements;
    private int _switches;
    private long _highestEpoch;
    private int _killAtSwitch = int.MaxValue;
    private TimeSpan _moment;
    private bool _gone;
    private bool _disposed;

    private LedgerRun(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>The highest number that was acknowledged of each writer; 0 for none.</summary>
    public long[] Acknowledged { get; } = new long[Ledger.Writers];

    /// <summary>What the writers have recovered.</summary>
    public List<LedgerRecovery> Recoveries { get; } = [];

    public int Acknowledgements => _acknowledgements;

    /// <summary>The highest epoch in which a writer has recovered so far.</summary>
    public long HighestEpoch => Volatile.Read(ref _highestEpoch);

    /// <summary>How often the read model was built anew.</summary>
    public int Switches => Volatile.Read(ref _switches);

    public int Id => _process.Id;

    /// <summary>Each number that was acknowledged of each writer.</summary>
    public List<long>[] Numbers { get; } = [.. Enumerable.Range(0, Ledger.Writers).Select(_ => new List<long>())];

    /// <summary>Starts a process, which waits for <see cref="GoAsync"/>.</summary>
    /// <param name="store">Where it writes.</param>
    /// <param name="warm">Where it writes before that, so that its code is compiled; null for a file of its own.</param>
    /// <param name="commands">What each writer does before it ends; null for no end. Acknowledgements then hold the events' texts.</param>
    public static LedgerRun Start(LedgerStore store, LedgerStore? warm = null, int? commands = null)
    {
        ProcessStartInfo info = StartInfo(store);
        if (commands is { } limit)
        {
            info.Environment[LedgerProcess.LimitVariable] = $"{limit}";
            info.Environment[LedgerProcess.TextVariable] = "1";
        }

        if (warm is not null)
        {
            info.Environment[LedgerProcess.WarmVariable] = warm.ToString();
        }

        return new(Process.Start(info)!);
    }

    /// <summary>Starts a process that writes a little and builds its read model anew without end.</summary>
    public static LedgerRun StartRebuilding(LedgerStore store)
    {
        ProcessStartInfo info = StartInfo(store);
        info.Environment[LedgerProcess.LimitVariable] = "4";
        info.Environment[LedgerProcess.RebuildVariable] = "1";
        return new(Process.Start(info)!);
    }

    /// <summary>How to start it.</summary>
    /// <param name="store">Where it writes.</param>
    /// <param name="tracer">A program to run it under, with its arguments.</param>
    public static ProcessStartInfo StartInfo(LedgerStore store, params string[] tracer)
    {
        string executable = Path.Combine(AppContext.BaseDirectory, typeof(LedgerRun).Assembly.GetName().Name!);
        string[] command = [.. tracer, executable];
        ProcessStartInfo info = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        info.Environment[LedgerProcess.Variable] = store.ToString();

        // The process lives for a moment: compiling it well is not worth the time.
        info.Environment["DOTNET_TieredPGO"] = "0";
        return info;
    }

    /// <summary>Lets the writers begin.</summary>
    /// <param name="checkpointBytes">As in <see cref="LedgerStore.CheckpointBytes"/>.</param>
    public async Task GoAsync(long? checkpointBytes)
    {
        await _ready.Task.WaitAsync(Patience);
        _gone = true;
        await _process.StandardInput.WriteLineAsync(checkpointBytes?.ToString() ?? "go");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>kill -9 once so many more events were acknowledged, and a moment later, so that it also falls between two of them.</summary>
    public async Task KillAfterAsync(int acknowledgements, int spin)
    {
        _spin = spin;
        Volatile.Write(ref _killAt, Volatile.Read(ref _acknowledgements) + acknowledgements);
        await _reached.Task.WaitAsync(Patience);
        await EndAsync();
    }

    /// <summary>kill -9 so long after so many read models were built anew: while the next is begun, filled, put in place or the one before is removed.</summary>
    public async Task KillAfterSwitchesAsync(int switches, TimeSpan moment)
    {
        _moment = moment;
        Volatile.Write(ref _killAtSwitch, Switches + switches);
        await _reached.Task.WaitAsync(Patience);
        await EndAsync();
    }

    /// <summary>kill -9 after a time, whatever the process does then.</summary>
    public async Task KillAfterAsync(TimeSpan time)
    {
        using PeriodicTimer moment = new(time);
        await moment.WaitForNextTickAsync();
        await EndAsync();
    }

    /// <summary>Waits until so many more events were acknowledged.</summary>
    public async Task UntilAcknowledgedAsync(int more)
    {
        int until = Volatile.Read(ref _acknowledgements) + more;
        using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(2));
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _acknowledgements) < until)
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Patience, "the writers do not go on");
            _process.HasExited.ShouldBeFalse("the writers ended by themselves");
            await tick.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task UntilEndedAsync()
    {
        await _reading.WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.ExitCode.ShouldBe(0);
    }

    /// <summary>Waits until it can be told to go.</summary>
    public Task UntilReadyAsync() => _ready.Task.WaitAsync(Patience);

    /// <summary>kill -9, now.</summary>
    public async Task EndAsync()
    {
        _process.Kill();

        // What is in the pipe was acknowledged before the kill.
        await _reading.WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            if (_gone)
            {
                await EndAsync();
            }
            else
            {
                // It was not needed, and ends by itself.
                _process.StandardInput.Close();
                await _process.WaitForExitAsync().WaitAsync(Patience);
            }
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await ReadLinesAsync();
            _reached.TrySetException(new InvalidOperationException("The writers ended by themselves."));
            _ready.TrySetException(new InvalidOperationException("The writers did not start."));
        }
        catch (Exception e)
        {
            _reached.TrySetException(e);
            throw;
        }
    }

    private void Kill(TimeSpan after)
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= after);
        _process.Kill();
        _reached.TrySetResult();
    }

    private async Task ReadLinesAsync()
    {
        Stream stream = _process.StandardOutput.BaseStream;
        byte[] buffer = new byte[1 << 16];
        int held = 0;
        while (await stream.ReadAsync(buffer.AsMemory(held)) is > 0 and int read)
        {
            held += read;
            int start = 0;
            while (Array.IndexOf(buffer, (byte)'\n', start, held - start) is >= 0 and int end)
            {
                Take(Encoding.ASCII.GetString(buffer, start, end - start));
                start = end + 1;
            }

            // A last line may be torn, which counts as not told.
            Buffer.BlockCopy(buffer, start, buffer, 0, held -= start);
        }
    }

    private void Take(string line)
    {
        string[] parts = line.Split(' ');
        switch (parts[0])
        {
            case "a":
                int writer = int.Parse(parts[1]);
                long number = long.Parse(parts[2]);
                number.ShouldBeGreaterThan(Acknowledged[writer], $"writer {writer} told a number twice");
                Acknowledged[writer] = number;
                Numbers[writer].Add(number);
                if (Interlocked.Increment(ref _acknowledgements) == Volatile.Read(ref _killAt))
                {
                    Thread.SpinWait(_spin);
                    _process.Kill();
                    _reached.TrySetResult();
                }

                break;
            case "r":
                long epoch = long.Parse(parts[6]);
                Recoveries.Add(new(int.Parse(parts[1]), long.Parse(parts[2]), new(long.Parse(parts[3]), long.Parse(parts[4]), long.Parse(parts[5])), epoch));
                Volatile.Write(ref _highestEpoch, Math.Max(_highestEpoch, epoch));
                break;
            case "s":
                if (Interlocked.Increment(ref _switches) == Volatile.Read(ref _killAtSwitch))
                {
                    Kill(_moment);
                }

                break;
            case "ready":
                _ready.TrySetResult();
                break;
            default:
                throw new InvalidOperationException($"The writers say: {line}");
        }
    }
}

/// <summary>What a writer says after recovery.</summary>
internal sealed record LedgerRecovery(int Writer, long SequenceNr, LedgerState State, long Epoch);
