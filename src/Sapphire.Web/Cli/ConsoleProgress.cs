using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Cli;

/// <summary>Shows on standard error how far a long work is: in one line on a terminal, else a line now and then. A quick work shows nothing.</summary>
internal sealed class ConsoleProgress : IProgress<string>, IProgress<ToolProgress>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly TimeSpan _pause = Console.IsErrorRedirected ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(200);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _start;
    private long _shown;
    private int _width;

    /// <summary>Begins now.</summary>
    public ConsoleProgress() => _start = _time.GetTimestamp();

    /// <inheritdoc />
    public void Report(ToolProgress value) => Report(value.ToString());

    /// <inheritdoc />
    public void Report(string value)
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_start) < Patience || (_shown != 0 && _time.GetElapsedTime(_shown) < _pause))
            {
                return;
            }

            _shown = _time.GetTimestamp();
            if (Console.IsErrorRedirected)
            {
                Console.Error.WriteLine($"{value} …");
                return;
            }

            string line = $"{value} …";
            Console.Error.Write("\r" + line.PadRight(_width));
            _width = line.Length;
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_width > 0)
            {
                Console.Error.Write("\r" + new string(' ', _width) + "\r");
                _width = 0;
            }
        }
    }
}
