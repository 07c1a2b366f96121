using Sapphire.Web.Contracts;

namespace Sapphire.Web.Speech;

/// <summary>What the basic recogniser understands best.</summary>
/// <param name="Groups">Example commands, in groups.</param>
public sealed record SpeechExamples(IReadOnlyList<ExampleGroup> Groups);
