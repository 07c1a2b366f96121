namespace Sapphire.Actors.Prompts;

/// <summary>Who talks with whom.</summary>
/// <param name="User">The person: <c>{user_name}</c>.</param>
/// <param name="Assistant">The assistant: <c>{ai_name}</c>.</param>
public sealed record PromptNames(string User, string Assistant)
{
    /// <summary>The names of a new home.</summary>
    public static PromptNames Default { get; } = new("User", "Sapphire");
}
