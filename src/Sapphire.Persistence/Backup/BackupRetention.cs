using System.Collections.Immutable;
using System.Globalization;

namespace Sapphire.Persistence.Backup;

/// <summary>Which backups that were made by themselves are kept: the newest of each of the last days, weeks and months. Pure.</summary>
/// <param name="Daily">So many days; 0 for none.</param>
/// <param name="Weekly">So many weeks (Monday to Sunday); 0 for none.</param>
/// <param name="Monthly">So many months; 0 for none.</param>
public sealed record BackupRetention(int Daily, int Weekly, int Monthly)
{
    /// <summary>True when nothing would be kept, so that making one is no use.</summary>
    public bool KeepsNothing => Daily <= 0 && Weekly <= 0 && Monthly <= 0;

    /// <summary>Those that may go. The newest of all is never among them.</summary>
    /// <param name="backups">By name, with the local time at which each was made.</param>
    public ImmutableArray<string> Superfluous(IEnumerable<(string Name, DateTime Made)> backups)
    {
        (string Name, DateTime Made)[] all = [.. backups.OrderByDescending(static b => b.Made).ThenByDescending(static b => b.Name, StringComparer.Ordinal)];
        HashSet<string> kept = new(StringComparer.Ordinal);
        if (all.Length > 0)
        {
            kept.Add(all[0].Name);
        }

        Keep(Daily, static made => made.Date);
        Keep(Weekly, static made => ISOWeek.ToDateTime(ISOWeek.GetYear(made), ISOWeek.GetWeekOfYear(made), DayOfWeek.Monday));
        Keep(Monthly, static made => new DateTime(made.Year, made.Month, 1, 0, 0, 0, made.Kind));
        return [.. all.Select(static b => b.Name).Where(name => !kept.Contains(name))];

        void Keep(int count, Func<DateTime, DateTime> span)
        {
            foreach ((string name, _) in all.GroupBy(b => span(b.Made)).Take(count).Select(static group => group.First()))
            {
                kept.Add(name);
            }
        }
    }
}
