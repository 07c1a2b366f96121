using System.Collections.Immutable;
using System.Text;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tests.Journal;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>
/// The files of a journal as a process leaves them that is killed: database, WAL and mark. Copies of them can be damaged, opened and
/// compared with what had been acknowledged.
/// </summary>
internal sealed class KilledJournal : IAsyncDisposable
{
    public const int Ids = 5;
    private static readonly string[] Suffixes = ["", "-wal", "-mark"];
    private readonly TemporaryFolder _folder = new();
    private readonly long[] _acknowledged = new long[Ids];
    private int _copies;

    private KilledJournal()
    {
    }

    /// <summary>The ordering of the last acknowledged event.</summary>
    public long LastOrdering { get; private set; }

    public string Original => _folder.File("original.db");

    /// <summary>Writes some events that reach the database file, and then, when asked for, some that are in the WAL only.</summary>
    public static async Task<KilledJournal> MakeAsync(int inFile = 40, int inWal = 40, int textBytes = 300)
    {
        KilledJournal killed = new();
        Random random = new(1);
        string path = killed._folder.File("live.db");
        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            await killed.WriteAsync(journal, inFile, random, textBytes);
        }

        await using (SqliteJournal journal = SqliteJournal.Open(new(path)))
        {
            await killed.WriteAsync(journal, inWal, random, textBytes);
            killed.LastOrdering = journal.LastOrdering;
            Copy(path, killed.Original);
        }

        return killed;
    }

    public static string Id(int number) => $"id-{number}";

    public static string Text(int id, long number, int textBytes) => $$"""{"text":"{{id}}:{{number}}:{{new string((char)('a' + (number % 26)), textBytes)}}"}""";

    /// <summary>A fresh copy of the files, as they were.</summary>
    public string Copy()
    {
        string path = _folder.File($"copy-{++_copies}.db");
        Copy(Original, path);
        return path;
    }

    /// <summary>A copy on another disk.</summary>
    public string CopyTo(string path)
    {
        Copy(Original, path);
        return path;
    }

    public long Acknowledged(int id) => _acknowledged[id];

    /// <summary>
    /// Opens a damaged copy and demands: what is stored of each id is a beginning of what was acknowledged; an id that lost something
    /// says what and is refused, now and after a restart; every other goes on.
    /// </summary>
    /// <returns>How many ids have lost events.</returns>
    public async Task<int> CheckAsync(string path, string what, int textBytes = 300)
    {
        int lost = 0;
        for (int start = 0; start < 2; start++)
        {
            lost = 0;
            await using SqliteJournal journal = SqliteJournal.Open(new(path));
            for (int id = 0; id < Ids; id++)
            {
                ImmutableArray<JournalRow> rows = await journal.AllAsync(Id(id));
                long acknowledged = _acknowledged[id];
                rows.Length.ShouldBeLessThanOrEqualTo((int)acknowledged + start, what);
                for (int i = 0; i < Math.Min(rows.Length, acknowledged); i++)
                {
                    rows[i].SequenceNr.ShouldBe(i + 1, what);
                    Encoding.UTF8.GetString(rows[i].Payload).ShouldBe(Text(id, i + 1, textBytes), what);
                }

                if (rows.Length < acknowledged)
                {
                    lost++;
                    StorageException refused = await Should.ThrowAsync<StorageException>(journal.RaiseEpochAsync(Id(id)), $"{what}: events of {Id(id)} are missing, and nobody says so");
                    refused.Reason.ShouldBe(StorageReason.Corrupt, what);
                    refused.Message.ShouldContain($"Events {rows.Length + 1} to {acknowledged} of '{Id(id)}'", customMessage: what);
                    refused.Message.ShouldContain($"delete {path}-mark", customMessage: what);
                    continue;
                }

                long epoch = await journal.RaiseEpochAsync(Id(id));
                long ordering = await journal.WriteAsync(Entries.Write(Id(id), epoch, rows.Length + 1));
                ordering.ShouldBeGreaterThan(LastOrdering, $"{what}: a place among all events was given away twice");
            }
        }

        return lost;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Copy(string from, string to)
    {
        foreach (string suffix in Suffixes)
        {
            if (File.Exists(from + suffix))
            {
                File.Copy(from + suffix, to + suffix, overwrite: true);
            }
        }
    }

    private async Task WriteAsync(SqliteJournal journal, int events, Random random, int textBytes)
    {
        long[] epochs = await Task.WhenAll(Enumerable.Range(0, Ids).Select(id => journal.RaiseEpochAsync(Id(id))));
        for (int i = 0; i < events; i++)
        {
            int id = random.Next(Ids);
            long number = ++_acknowledged[id];
            await journal.WriteAsync(new(Id(id), epochs[id], [Entries.Entry(number, Text(id, number, textBytes))]));
        }
    }
}
