namespace Sapphire.EndToEnd.Tests.Support;

/// <summary>Tests with hosts of their own, one after the other and beside no others: a cable that comes or goes makes every Chromium of this machine give up its requests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Hosts
{
    /// <summary>The collection.</summary>
    public const string Name = "hosts";
}
