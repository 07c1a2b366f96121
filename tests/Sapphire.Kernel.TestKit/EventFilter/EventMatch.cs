namespace Sapphire.Kernel.TestKit;

/// <summary>One filter: where to listen, what to count, and how to name it.</summary>
internal sealed record EventMatch(Type Channel, Func<object, bool> Matches, string Description);
