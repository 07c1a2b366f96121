namespace Sapphire.Actors.Prompts.Copies;

/// <summary>One change that the assistant made to its prompt in a chat.</summary>
/// <param name="Label">What it did, for people: <c>Set goals to "win"</c>.</param>
/// <param name="At">When.</param>
/// <param name="Draft">The prompt after it.</param>
public sealed record PromptEdit(string Label, DateTimeOffset At, PromptDraft Draft);
