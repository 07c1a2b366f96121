using System.Text;

namespace Sapphire.Actors.Speech;

#pragma warning disable CA1001 // FinishAsync disposes it.
/// <summary>Reads what a worker writes to standard output and standard error into its log, and keeps the last lines: the reason of a crash.</summary>
internal sealed class WorkerOutput
{
    private const int Kept = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Queue<string> _last = new();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public WorkerOutput(int pid, WorkerLog log, Stream output, Stream error) =>
        _reading = Task.WhenAll(ReadAsync(pid, log, output), ReadAsync(pid, log, error));

    /// <summary>The last lines, once there can be no more.</summary>
    public async Task<string> LastLinesAsync()
    {
        await WaitAsync();
        lock (_lock)
        {
            return string.Join(" / ", _last);
        }
    }

    /// <summary>Ends the reading.</summary>
    public async Task FinishAsync()
    {
        await WaitAsync();
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    // The streams end with the process, unless it had children of its own that still hold them.
    private Task<Task> WaitAsync() => Task.WhenAny(_reading, Task.Delay(Patience, TimeProvider.System));

    private async Task ReadAsync(int pid, WorkerLog log, Stream stream)
    {
        byte[] buffer = new byte[4096];
        StringBuilder line = new();
        Decoder decoder = Encoding.UTF8.GetDecoder();
        char[] text = new char[buffer.Length + 1];
        try
        {
            int got;
            while ((got = await stream.ReadAsync(buffer, _stop.Token)) > 0)
            {
                foreach (char c in text[..decoder.GetChars(buffer, 0, got, text, 0)])
                {
                    if (c == '\n') Add(pid, log, line);
                    else if (line.Length < WorkerLog.LongestLine && c != '\r') line.Append(c);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The worker is being disposed.
        }

        Add(pid, log, line);
    }

    private void Add(int pid, WorkerLog log, StringBuilder line)
    {
        string text = line.ToString().Trim();
        line.Clear();
        if (text.Length == 0) return;
        log.Write(pid, text);
        lock (_lock)
        {
            _last.Enqueue(text.Length > 200 ? text[..200] : text);
            if (_last.Count > Kept) _last.Dequeue();
        }
    }
}
