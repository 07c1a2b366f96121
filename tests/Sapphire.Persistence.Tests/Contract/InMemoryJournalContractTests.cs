using Sapphire.Persistence.InMemory;
using Sapphire.Persistence.Journal;

namespace Sapphire.Persistence.Tests.Contract;

/// <summary>The contract in memory: the store is the object.</summary>
public sealed class InMemoryJournalContractTests : JournalContract
{
    private InMemoryJournal? _journal;

    public override async ValueTask DisposeAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }
    }

    protected override Task<IJournal> OpenAsync(int? maxPayloadBytes = null) =>
        Task.FromResult<IJournal>(_journal ??= maxPayloadBytes is { } bytes ? new(bytes, 10 * bytes) : new());

    protected override Task<IJournal> ReopenAsync() => OpenAsync();
}
