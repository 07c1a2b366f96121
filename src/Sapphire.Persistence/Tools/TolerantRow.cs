using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Tools;

/// <summary>An event of an id, or why it cannot be read.</summary>
/// <param name="SequenceNr">Its number.</param>
/// <param name="Row">The event; null when it is damaged.</param>
/// <param name="Damage">Why; null when it can be read.</param>
public sealed record TolerantRow(long SequenceNr, JournalRow? Row, StorageException? Damage);
