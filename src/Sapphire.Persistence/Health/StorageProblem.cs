using Sapphire.Persistence.Sqlite;

namespace Sapphire.Persistence.Health;

/// <summary>What is wrong with the store, from its first failure until it works again.</summary>
/// <param name="Reason">Of the last failure.</param>
/// <param name="Message">What the last failure says, for people: what to do.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="CanRead">Whether what is stored can be read.</param>
public sealed record StorageProblem(StorageReason Reason, string Message, DateTimeOffset Since, bool CanRead);
