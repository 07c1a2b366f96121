using System.Text;
using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Cli;

/// <summary>What <c>journal inspect</c> prints for people.</summary>
internal static class InspectText
{
    /// <summary>The whole journal.</summary>
    public static string Write(JournalSummary summary)
    {
        StringBuilder text = new();
        Line(text, "Journal", summary.Description);
        if (summary.Size is { } size)
        {
            Line(text, "Size", Amount.Bytes(size.Database) + (size.Wal is { } wal ? $", and a write-ahead log of {Amount.Bytes(wal)}" : ""));
        }

        Line(text, "Events", $"{summary.Events:N0} of {Amount.Of(summary.Ids, "id")}; the last one is at {summary.LastOrdering}");
        Line(text, "Snapshots", $"{summary.Snapshots:N0}");
        Line(text, "Content", $"{Amount.Bytes(summary.Bytes)} as stored");
        Times(text, summary.First, summary.Last);
        if (!summary.Largest.IsEmpty)
        {
            text.Append($"\n{"Events",10}  {"Content",10}  {"Last event",-24}  Id\n");
            foreach (IdCount id in summary.Largest)
            {
                text.Append($"{id.Events,10:N0}  {Amount.Bytes(id.Bytes),10}  {Amount.Time(id.Last),-24}  {id.PersistenceId}\n");
            }

            if (summary.Ids > summary.Largest.Length)
            {
                text.Append($"{"",10}  and {Amount.Of(summary.Ids - summary.Largest.Length, "more id")}; --limit N names more.\n");
            }
        }

        Manifests(text, summary.Manifests);
        return text.ToString();
    }

    /// <summary>One id.</summary>
    public static string Write(IdSummary summary)
    {
        StringBuilder text = new();
        Line(text, "Id", summary.PersistenceId);
        Line(text, "Epoch", $"{summary.Epoch}");
        Line(text, "Events", $"{summary.Events:N0}; the last number is {summary.HighestSequenceNr}");
        if (summary.Damaged > 0)
        {
            Line(text, "Damaged", $"{Amount.Of(summary.Damaged, "event")}; 'sapphire journal verify {summary.PersistenceId}' names them");
        }

        Line(text, "Content", Amount.Bytes(summary.Bytes));
        Times(text, summary.First, summary.Last);
        foreach (SnapshotInfo snapshot in summary.Snapshots)
        {
            Line(text, "Snapshot", $"at event {snapshot.SequenceNr}, {snapshot.Manifest}, {Amount.Bytes(snapshot.Bytes)}, {Amount.Time(snapshot.Timestamp)}");
        }

        Manifests(text, summary.Manifests);
        return text.ToString();
    }

    /// <summary>One event: a line, and another one with its content where that was asked for.</summary>
    public static string Write(TolerantRow row, bool content) => row.Row is not { } e
        ? $"{row.SequenceNr,8}  damaged: {row.Damage!.Message}\n"
        : $"{e.SequenceNr,8}  {Amount.Time(e.Timestamp)}  {e.Manifest}  {Amount.Bytes(e.Payload.Length)}, epoch {e.Epoch}, at {e.Ordering}{(e.Tags.IsEmpty ? "" : $"  [{string.Join(", ", e.Tags)}]")}\n"
            + (content ? $"          {Printable(Encoding.UTF8.GetString(e.Payload))}\n" : "");

    // What a terminal would take as a command to itself is not to reach it.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));

    private static void Times(StringBuilder text, DateTimeOffset? first, DateTimeOffset? last)
    {
        if (first is { } from && last is { } to)
        {
            Line(text, "Time", $"{Amount.Time(from)} to {Amount.Time(to)}");
        }
    }

    private static void Manifests(StringBuilder text, IReadOnlyCollection<ManifestCount> manifests)
    {
        if (manifests.Count == 0)
        {
            return;
        }

        text.Append($"\n{"Count",10}  Manifest\n");
        foreach (ManifestCount manifest in manifests)
        {
            text.Append($"{manifest.Count,10:N0}  {manifest.Manifest}\n");
        }
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append($"{name + ":",-11} {value}\n");
}
