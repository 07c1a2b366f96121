using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Query;

/// <summary>Live queries over SQLite.</summary>
public sealed class SqliteLiveQueryTests : LiveQuerySpec
{
    private readonly TemporaryFolder _folder = new();
    private SqliteJournal? _journal;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IJournal> OpenJournalAsync() =>
        Task.FromResult<IJournal>(_journal ??= SqliteJournal.Open(new(_folder.File("journal.db")) { Synchronous = Sapphire.Persistence.Sqlite.SqliteSynchronous.Normal }));
}
