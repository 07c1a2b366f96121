namespace Sapphire.Kernel.Streams.Implementation;

/// <summary>Makes the stages above, in the scope they are to run in. Called exactly once, while its graph is materialised.</summary>
internal delegate PullIterator<T> Upstream<T>(StageScope scope);
