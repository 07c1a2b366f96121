namespace Sapphire.Actors.Tools;

/// <summary>The names of the tools.</summary>
public static class ToolNames
{
    /// <summary>The time, here or elsewhere.</summary>
    public const string GetTime = "get_time";

    /// <summary>A date, its weekday and its distance.</summary>
    public const string GetDate = "get_date";

    /// <summary>Sets a timer or an alarm.</summary>
    public const string SetTimer = "set_timer";

    /// <summary>Lists timers.</summary>
    public const string ListTimers = "list_timers";

    /// <summary>Cancels timers.</summary>
    public const string CancelTimer = "cancel_timer";

    /// <summary>Remembers a fact.</summary>
    public const string SaveMemory = "save_memory";

    /// <summary>Recalls facts.</summary>
    public const string SearchMemory = "search_memory";

    /// <summary>Forgets a fact.</summary>
    public const string DeleteMemory = "delete_memory";

    /// <summary>Evaluates arithmetic.</summary>
    public const string Calculate = "calculate";

    /// <summary>Converts units.</summary>
    public const string ConvertUnits = "convert_units";
}
