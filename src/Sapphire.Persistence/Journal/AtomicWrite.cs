using System.Collections.Immutable;

namespace Sapphire.Persistence.Journal;

/// <summary>Events of one persistence id that are stored all or none.</summary>
/// <param name="PersistenceId">Whose they are.</param>
/// <param name="Epoch">The writer's epoch from <see cref="IJournal.RaiseEpochAsync"/>.</param>
/// <param name="Events">Consecutive events; the first follows the highest stored one.</param>
public sealed record AtomicWrite(string PersistenceId, long Epoch, ImmutableArray<JournalEntry> Events);
