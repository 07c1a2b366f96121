using System.Collections.Immutable;

namespace Sapphire.Actors.Settings.Registry;

/// <summary>Category <c>tools</c>.</summary>
public static class ToolSettings
{
    /// <summary>How often a model may call tools in one answer.</summary>
    public static readonly Setting<int> MaxRounds = new("MAX_TOOL_ITERATIONS", SettingCategory.Tools, 8)
    {
        Title = "Rounds of tools",
        Help = "How often one answer may call tools before it must come to an end. It applies to the next answer.",
        Least = 1,
        Most = 100,
    };

    /// <summary>How many tools run at once.</summary>
    public static readonly Setting<int> MaxParallel = new("MAX_PARALLEL_TOOLS", SettingCategory.Tools, 3)
    {
        Title = "Tools at once",
        Help = "Of several calls in one round so many run at the same time; the others wait their turn.",
        Least = 1,
        Most = 32,
    };

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Setting> All = [MaxRounds, MaxParallel];
}
