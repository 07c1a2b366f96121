using System.Globalization;
using System.Runtime.InteropServices;

namespace Sapphire.Kernel.Configuration;

/// <summary>A span of the calendar, whose length in hours depends on when it begins.</summary>
/// <param name="Years">Whole years.</param>
/// <param name="Months">Whole months.</param>
/// <param name="Days">Whole days; a week is seven.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HoconPeriod(int Years, int Months, int Days)
{
    /// <summary>The day that lies this period after a day; the last of the month where that month is shorter.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such day.</exception>
    public DateOnly AddTo(DateOnly day) => day.AddYears(Years).AddMonths(Months).AddDays(Days);

    /// <summary>As HOCON reads it, when only one unit is not zero; else the units one after the other.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        foreach (var (number, unit) in new[] { (Years, "y"), (Months, "mo"), (Days, "d") })
        {
            if (number != 0)
                parts.Add(number.ToString(CultureInfo.InvariantCulture) + unit);
        }

        return parts.Count == 0 ? "0d" : string.Join(' ', parts);
    }
}
