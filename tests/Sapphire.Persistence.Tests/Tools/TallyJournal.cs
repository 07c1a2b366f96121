using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Sapphire.Persistence.Events;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Persistence.Tools;

namespace Sapphire.Persistence.Tests.Tools;

/// <summary>A SQLite journal with tallies, and hands on its rows behind its back.</summary>
internal sealed class TallyJournal : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);

    public TallyJournal() => Journal = SqliteJournal.Open(new(Path));

    public SqliteJournal Journal { get; private set; }

    public string Path => _folder.File("journal.db");

    public EventCatalog Catalog { get; } = TallyStates.Catalog();

    public ImmutableArray<StateModel> Models { get; init; } = [new TallyStates()];

    public string File(string name) => _folder.File(name);

    /// <summary>Three ids; the first has a snapshot at 3, a large packed event 4, and an older form as event 5.</summary>
    public static async Task<TallyJournal> FilledAsync()
    {
        TallyJournal tallies = new();
        await tallies.AddAsync("tally-a", 1, 2, 3);
        await tallies.SnapshotAsync("tally-a", 3, new(6, 3));
        await tallies.AddAsync("tally-a", new TallyAdded(4, string.Join(' ', Enumerable.Range(0, 2000))));
        await tallies.WriteAsync("tally-a", "tally.added.1", """{"amount":5}""");
        await tallies.AddAsync("tally-b", 10, 20);
        await tallies.AddAsync("tally-a", 6);
        await tallies.AddAsync("tally-c", 100);
        return tallies;
    }

    public async Task AddAsync(string id, params long[] amounts)
    {
        foreach (long amount in amounts)
        {
            await AddAsync(id, new TallyAdded(amount, $"the {amount}th 🍏"));
        }
    }

    public Task AddAsync(string id, TallyAdded added)
    {
        SerializedEvent e = Catalog.Serialize(added);
        return WriteAsync(id, e.Manifest, Encoding.UTF8.GetString(e.Payload));
    }

    public Task WriteAsync(string id, string manifest, string payload, params ImmutableArray<string> tags) => WriteAsync(id, manifest, Encoding.UTF8.GetBytes(payload), tags);

    public async Task WriteAsync(string id, string manifest, byte[] payload, params ImmutableArray<string> tags)
    {
        long nr = _last.GetValueOrDefault(id) + 1;
        await Journal.WriteAsync(new(id, await EpochAsync(id), [new(nr, manifest, payload, Start.AddMilliseconds(nr * 1234)) { Tags = tags }]));
        _last[id] = nr;
    }

    public async Task SnapshotAsync(string id, long sequenceNr, TallySnapshot snapshot)
    {
        SerializedEvent e = Catalog.Serialize(snapshot);
        await Journal.SaveSnapshotAsync(new(id, sequenceNr, e.Manifest, e.Payload, Start), await EpochAsync(id));
    }

    public async Task<long> EpochAsync(string id)
    {
        if (!_epochs.TryGetValue(id, out long epoch))
        {
            _epochs.Add(id, epoch = await Journal.RaiseEpochAsync(id));
        }

        return epoch;
    }

    /// <summary>Runs SQL on the file with the journal closed, and opens it again.</summary>
    public async Task DamageAsync(string sql)
    {
        await Journal.DisposeAsync();
        using (SqliteConnection connection = SqliteFile.Open(new(Path)))
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"PRAGMA foreign_keys = OFF; {sql}";
            command.ExecuteNonQuery();
        }

        Journal = SqliteJournal.Open(new(Path));
    }

    public async Task CloseAsync(Action<string> then)
    {
        await Journal.DisposeAsync();
        then(Path);
        Journal = SqliteJournal.Open(new(Path));
    }

    public Task<VerifyReport> VerifyAsync(params IReadOnlyList<IReadModelCheck> checks) => Verifier().VerifyAllAsync(checks);

    public Task<VerifyReport> VerifyAsync(string id) => Verifier().VerifyAsync(id);

    /// <summary>Everything that an export carries.</summary>
    public static async Task<List<string>> ContentAsync(IJournal journal)
    {
        List<string> rows = [];
        foreach (string id in await journal.ReadPersistenceIdsAsync(null, 100_000))
        {
            await foreach (JournalRow row in journal.ReplayAsync(id))
            {
                rows.Add($"{row.PersistenceId} {row.SequenceNr} {row.Manifest} {row.Timestamp:O} [{string.Join(',', row.Tags)}] {Convert.ToHexString(row.Payload)}");
            }
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        _folder.Dispose();
    }

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private JournalVerifier Verifier() => new(Journal, Journal, Catalog, Models);
}
