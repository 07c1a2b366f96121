namespace Sapphire.Actors.Turns;

/// <summary>Limits of a turn.</summary>
/// <param name="MaxRounds">How often the model may call tools before it must answer.</param>
/// <param name="ToolTimeout">How long one tool may take.</param>
/// <param name="MaxReply">The longest reply, in characters: a model that repeats itself for ever is stopped.</param>
public sealed record TurnOptions(int MaxRounds, TimeSpan ToolTimeout, int MaxReply)
{
    /// <summary>Eight rounds, 30 seconds a tool, a million characters.</summary>
    public static TurnOptions Default { get; } = new(8, TimeSpan.FromSeconds(30), 1_000_000);
}
