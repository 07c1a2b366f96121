using Sapphire.Kernel.Actor;
using Sapphire.Persistence.Health;

namespace Sapphire.Actors.Storage;

/// <summary>On the event stream: the store began to fail, fails otherwise, or works again (null).</summary>
/// <param name="Problem">What is wrong; null when nothing is any more.</param>
public sealed record StorageHealthChanged(StorageProblem? Problem) : INoSerializationVerificationNeeded;
