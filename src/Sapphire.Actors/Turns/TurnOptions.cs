using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;

namespace Sapphire.Actors.Turns;

/// <summary>Limits of a turn.</summary>
/// <param name="MaxRounds">How often the model may call tools before it must answer.</param>
/// <param name="ToolTimeout">How long one tool may take.</param>
/// <param name="MaxReply">The longest reply, in characters: a model that repeats itself for ever is stopped.</param>
public sealed record TurnOptions(int MaxRounds, TimeSpan ToolTimeout, int MaxReply)
{
    /// <summary>How many tools of one round run at the same time.</summary>
    public int MaxParallel { get; init; } = ToolSettings.MaxParallel.Default;

    /// <summary>Eight rounds, 30 seconds a tool, a million characters.</summary>
    public static TurnOptions Default { get; } = new(ToolSettings.MaxRounds.Default, TimeSpan.FromSeconds(30), 1_000_000);

    /// <summary>The limits that a person has set, for a turn that begins now.</summary>
    public TurnOptions For(AppSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return this with { MaxRounds = settings.Get(ToolSettings.MaxRounds), MaxParallel = settings.Get(ToolSettings.MaxParallel) };
    }
}
