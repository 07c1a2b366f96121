using System.Text.RegularExpressions;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>
/// Reads the output of strace: when each event first went to the write-ahead log, when the log was synced, and when each event was
/// acknowledged. Calls that another thread interrupts have two lines: they begin at the first and are done at the second.
/// </summary>
internal sealed partial class SyncTrace
{
    private readonly List<(int Begun, int Done)> _syncs = [];
    private readonly Dictionary<string, int> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);

    /// <param name="lines">The trace.</param>
    /// <param name="log">A part of the log's path.</param>
    public SyncTrace(string[] lines, string log)
    {
        Dictionary<string, (int Line, bool Sync)> unfinished = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            Match call = Call().Match(line);
            if (!call.Success)
            {
                continue;
            }

            string thread = call.Groups["thread"].Value;
            if (call.Groups["resumed"].Success)
            {
                if (unfinished.Remove(thread, out (int Line, bool Sync) begun) && begun.Sync && line.EndsWith(" = 0", StringComparison.Ordinal))
                {
                    _syncs.Add((begun.Line, i));
                }

                continue;
            }

            bool isLog = call.Groups["path"].Value.Contains(log, StringComparison.Ordinal);
            bool isSync = isLog && (call.Groups["name"].Value is "fdatasync" or "fsync");
            if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = (i, isSync);
            }
            else if (isSync && line.EndsWith(" = 0", StringComparison.Ordinal))
            {
                _syncs.Add((i, i));
            }

            if (isLog && (call.Groups["name"].Value is "pwrite64" or "write"))
            {
                foreach (Match mark in Mark().Matches(line))
                {
                    _written.TryAdd(mark.Value, i);
                }
            }
            else if (call.Groups["name"].Value is "write" && Acknowledgement().Match(line) is { Success: true } told)
            {
                _told.Add(told.Groups["mark"].Value, i);
            }
        }

        _syncs.Sort();
    }

    public IReadOnlyDictionary<string, int> Told => _told;

    public int Syncs => _syncs.Count;

    /// <summary>The line at which the event first went to the log; null when it did not.</summary>
    public int? WrittenAt(string mark) => _written.TryGetValue(mark, out int line) ? line : null;

    /// <summary>The first sync that began after a line, as the line at which it was done; null when there was none.</summary>
    public int? SyncedAfter(int line)
    {
        int index = _syncs.FindIndex(sync => sync.Begun > line);
        return index < 0 ? null : _syncs.Skip(index).Min(sync => sync.Done);
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(<\.\.\. (?<resumed>\w+) resumed>|(?<name>\w+)\(\d+<(?<path>[^>]*)>)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Call();

    [GeneratedRegex(@"writer-\d+:\d+:\d+:", RegexOptions.None, 10_000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"""a \d+ \d+ (?<mark>writer-\d+:\d+:\d+:)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Acknowledgement();
}
