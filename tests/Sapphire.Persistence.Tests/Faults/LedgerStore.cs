using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;

namespace Sapphire.Persistence.Tests.Faults;

/// <summary>Where the ledgers are: what a process is told to open the same store as its parent.</summary>
/// <param name="Kind">Which database.</param>
/// <param name="Journal">The journal's file or connection string.</param>
/// <param name="View">The folder of the read models.</param>
internal sealed record LedgerStore(LedgerStoreKind Kind, string Journal, string View)
{
    /// <summary>Bytes after which the WAL is checkpointed; null for the default. Small ones bring checkpoints into short runs.</summary>
    public long? CheckpointBytes { get; init; }

    private string PostgresText => $"{Journal};Application Name={Environment.ProcessId}";

    public static LedgerStore Parse(string text)
    {
        string[] parts = text.Split('\n');
        return new(Enum.Parse<LedgerStoreKind>(parts[0]), parts[1], parts[2]) { CheckpointBytes = parts[3].Length == 0 ? null : long.Parse(parts[3]) };
    }

    /// <summary>Opens the journal; of a server, over connections that can be told from those of other processes.</summary>
    public IJournal Open()
    {
        if (Kind == LedgerStoreKind.Postgres)
        {
            return PostgresJournal.Open(new(PostgresText));
        }

        SqliteJournalOptions options = new(Journal) { BusyTimeout = TimeSpan.FromSeconds(30) };
        if (CheckpointBytes is { } bytes)
        {
            options = options with { CheckpointBytes = bytes, MaxWalBytes = bytes * 2 };
        }

        return SqliteJournal.Open(options);
    }

    /// <summary>Where the read models are: in files, or in the journal's database.</summary>
    public LedgerViews OpenViews() => new(View, Kind == LedgerStoreKind.Postgres ? PostgresText : null);

    public override string ToString() => $"{Kind}\n{Journal}\n{View}\n{CheckpointBytes}";
}

internal enum LedgerStoreKind
{
    Sqlite,
    Postgres,
}
