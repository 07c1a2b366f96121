namespace Sapphire.Kernel.Tests.Leaks;

/// <summary>Tests that measure the whole process: they run when no other does.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
