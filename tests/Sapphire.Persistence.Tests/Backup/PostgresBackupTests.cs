using System.Collections.Immutable;
using System.Text;
using Npgsql;
using Sapphire.Persistence.Backup;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Postgres;
using Sapphire.Persistence.Sqlite;
using Sapphire.Postgres.TestKit;

namespace Sapphire.Persistence.Tests.Backup;

/// <summary>A journal on PostgreSQL in a backup, and back.</summary>
public sealed class PostgresBackupTests
{
    [Fact]
    public async Task Everything_comes_back_on_PostgreSQL_and_on_SQLite()
    {
        using BackupHome home = await HomeAsync();
        PostgresJournalOptions options = await DatabaseAsync();
        string expected;
        await using (PostgresJournal journal = PostgresJournal.Open(options))
        {
            await FillAsync(journal);
            expected = await PictureAsync(journal);
        }

        BackupResult backup = await BackupAsync(home, options);
        backup.Manifest.Storage.ShouldBe("postgres");
        backup.Manifest.Files.Count(file => file.Path == "home/data/journal.db").ShouldBe(1, "the home's own journal is not the truth");
        BackupVerification.Verify(backup.Path, BackupHome.Version);

        // On SQLite.
        using BackupHome other = new();
        await other.RestoreAsync(backup.Path);
        await using (SqliteJournal restored = SqliteJournal.Open(new(other.Home.JournalFile)))
        {
            (await PictureAsync(restored)).ShouldBe(expected);
        }

        // On another database.
        PostgresJournalOptions empty = await DatabaseAsync();
        using BackupHome third = new();
        RestoreResult result = await RestoreAsync(third, backup.Path, empty);
        result.OldJournal.ShouldBeNull();
        File.Exists(third.Home.JournalFile).ShouldBeFalse();
        await using (PostgresJournal restored = PostgresJournal.Open(empty))
        {
            (await PictureAsync(restored)).ShouldBe(expected);
            await restored.WriteAsync(new("a", await restored.RaiseEpochAsync("a"), [Event(6)]));
            (await restored.ReadTagAsync("t", 0, 100)).Length.ShouldBe(5);
        }
    }

    [Fact]
    public async Task The_old_tables_stay_aside_and_their_owners_are_refused()
    {
        using BackupHome home = await HomeAsync();
        PostgresJournalOptions options = await DatabaseAsync();
        long old;
        await using (PostgresJournal journal = PostgresJournal.Open(options))
        {
            await FillAsync(journal);
        }

        BackupResult backup = await BackupAsync(home, options);
        long ordering;
        await using (PostgresJournal journal = PostgresJournal.Open(options))
        {
            old = await journal.RaiseEpochAsync("a");
            ordering = await journal.WriteAsync(new("a", old, [Event(6), Event(7)]));
            (await journal.RaiseEpochAsync("new")).ShouldBe(1);
        }

        RestoreResult result = await RestoreAsync(home, backup.Path, options);
        string schema = result.OldJournal.ShouldNotBeNull().Split(' ')[1];
        (await ScalarAsync(options, $"SELECT max(sequence_number) FROM {schema}.journal WHERE persistence_id = 'a'")).ShouldBe(7L);
        await using PostgresJournal restored = PostgresJournal.Open(options);
        (await restored.HighestSequenceNrAsync("a")).ShouldBe(5);
        foreach (long epoch in (long[])[old - 1, old, old + 1])
        {
            (await Should.ThrowAsync<StorageException>(() => restored.WriteAsync(new("a", epoch, [Event(6)])))).Reason.ShouldBe(StorageReason.Fenced);
        }

        (await Should.ThrowAsync<StorageException>(() => restored.WriteAsync(new("new", 1, [Event(1)])))).Reason.ShouldBe(StorageReason.Fenced);
        (await restored.WriteAsync(new("a", await restored.RaiseEpochAsync("a"), [Event(6)]))).ShouldBeGreaterThan(ordering, "whoever has read up to there must see what comes");
    }

    [Fact]
    public async Task While_another_program_is_connected_nothing_is_changed()
    {
        using BackupHome home = await HomeAsync();
        PostgresJournalOptions options = await DatabaseAsync();
        await using PostgresJournal journal = PostgresJournal.Open(options);
        await FillAsync(journal);
        BackupResult backup = await BackupAsync(home, options);
        string before = await PictureAsync(journal), files = home.Picture();
        StorageException e = await Should.ThrowAsync<StorageException>(() => RestoreAsync(home, backup.Path, options));
        e.Reason.ShouldBe(StorageReason.Busy);
        e.Message.ShouldContain("Another Sapphire is connected");
        home.Picture().ShouldBe(files);
        HomeRestore.IsInterrupted(home.Home).ShouldBeFalse();
        (await PictureAsync(journal)).ShouldBe(before);
        await journal.WriteAsync(new("a", await journal.RaiseEpochAsync("a"), [Event(6)]));
    }

    [Fact]
    public async Task The_database_remembers_which_restore_it_was()
    {
        using BackupHome home = await HomeAsync();
        PostgresJournalOptions options = await DatabaseAsync();
        PostgresBackup journal = new(options);
        (await journal.WasReplacedAsync("one", default)).ShouldBeFalse();
        await journal.ReplaceAsync(home.Home.JournalFile, "one", default);
        (await journal.WasReplacedAsync("one", default)).ShouldBeTrue();
        (await journal.WasReplacedAsync("two", default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Under_load_it_holds_every_event_acknowledged_before_it_began_and_no_gap()
    {
        using BackupHome home = await HomeAsync();
        PostgresJournalOptions options = await DatabaseAsync();
        const int Writers = 50;
        long[] acknowledged = new long[Writers], before;
        using CancellationTokenSource stop = new();
        string archive;
        await using (PostgresJournal journal = PostgresJournal.Open(options))
        {
            Task[] writers = [.. Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
            {
                long epoch = await journal.RaiseEpochAsync($"w{w}");
                for (long n = 1; !stop.IsCancellationRequested; n++)
                {
                    await journal.WriteAsync(new($"w{w}", epoch, [Event(n)]));
                    Volatile.Write(ref acknowledged[w], n);
                }
            }))];
            SpinWait.SpinUntil(() => acknowledged.All(n => n > 5) || writers.Any(w => w.IsFaulted), TimeSpan.FromSeconds(30)).ShouldBeTrue();
            before = [.. acknowledged];
            archive = (await BackupAsync(home, options)).Path;
            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }

        using BackupHome restored = new();
        await restored.RestoreAsync(archive);
        for (int w = 0; w < Writers; w++)
        {
            ((long)await restored.CountEventsAsync($"w{w}")).ShouldBeInRange(before[w], acknowledged[w]);
        }
    }

    // Its own journal is what it had before it moved to PostgreSQL.
    private static Task<BackupHome> HomeAsync() => BackupHome.CreateAsync(3);

    private static async Task<PostgresJournalOptions> DatabaseAsync() => new(await (await PostgresServer.SharedAsync()).NewDatabaseAsync());

    private static Task<BackupResult> BackupAsync(BackupHome home, PostgresJournalOptions options) =>
        BackupWriter.WriteAsync(new(home.Home, home.Home.BackupsFolder, BackupHome.Version) { Journal = new PostgresBackup(options) });

    private static Task<RestoreResult> RestoreAsync(BackupHome home, string archive, PostgresJournalOptions options) =>
        HomeRestore.RestoreAsync(new(archive, home.Home, BackupHome.Version) { Prove = (_, _, _) => Task.FromResult<IExternalJournal?>(new PostgresBackup(options)) });

    private static JournalEntry Event(long number, params ImmutableArray<string> tags) =>
        new(number, "said.1", Encoding.UTF8.GetBytes($$"""{"n":{{number}}}"""), DateTimeOffset.UnixEpoch.AddSeconds(number)) { Tags = tags };

    private static async Task FillAsync(PostgresJournal journal)
    {
        long a = await journal.RaiseEpochAsync("a"), b = await journal.RaiseEpochAsync("b");
        for (int i = 1; i <= 5; i++)
        {
            await journal.WriteAsync(new("a", a, [Event(i, "t", $"n{i % 2}")]));
            await journal.WriteAsync(new("b", b, [Event(i)]));
        }

        await journal.WriteAsync(new("b", b, [new(6, "long.1", Encoding.UTF8.GetBytes($"\"{new string('x', 50_000)}\""), DateTimeOffset.UnixEpoch)]));
        await journal.SaveSnapshotAsync(new("a", 4, "state.1", "{\"s\":1}"u8.ToArray(), DateTimeOffset.UnixEpoch), a);
        await journal.DeleteEventsAsync("b", b, 2);
    }

    private static async Task<string> PictureAsync(IJournal journal)
    {
        StringBuilder text = new();
        foreach (JournalRow row in await journal.ReadAllAsync(0, 1000))
        {
            text.Append($"{row.Ordering} {row.PersistenceId} {row.SequenceNr} {row.Manifest} {row.Epoch} {row.Timestamp:O} [{string.Join(' ', row.Tags)}] {Encoding.UTF8.GetString(row.Payload).Length} {Encoding.UTF8.GetString(row.Payload)[..5]}\n");
        }

        SnapshotRow? snapshot = await journal.LoadSnapshotAsync("a");
        return text.Append($"{snapshot?.SequenceNr} {snapshot?.Manifest} {await journal.HighestSequenceNrAsync("a")} {await journal.HighestSequenceNrAsync("b")}").ToString();
    }

    private static async Task<object?> ScalarAsync(PostgresJournalOptions options, string sql)
    {
        await using NpgsqlConnection connection = new(options.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // A name that the program gave.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
