using System.Text;
using System.Text.Json;
using Sapphire.Actors.Import;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary>What <c>import</c> prints.</summary>
internal static class FolderText
{
    /// <summary>For people: a line for each kind of thing, and below it what was not taken, and why, and what was taken with remarks.</summary>
    public static byte[] Write(FolderReport report)
    {
        StringBuilder text = new();
        foreach (IGrouping<FolderPart, FolderLine> part in report.Lines.GroupBy(static line => line.Part))
        {
            int taken = part.Count(static line => line.Outcome == FolderOutcome.Taken);
            int here = part.Count(static line => line.Outcome == FolderOutcome.Here);
            int left = part.Count(static line => line.Outcome == FolderOutcome.NotTaken);
            string[] counts =
            [
                .. taken > 0 ? [$"{taken:N0} {(report.DryRun ? "would be taken" : "taken")}"] : Array.Empty<string>(),
                .. here > 0 ? [$"{here:N0} here already"] : Array.Empty<string>(),
                .. left > 0 ? [$"{left:N0} not taken"] : Array.Empty<string>(),
            ];
            text.Append(Title(part.Key)).Append(": ").AppendJoin(", ", counts).Append('\n');
            foreach (FolderLine line in part)
            {
                string mark = line.Outcome switch { FolderOutcome.Taken => "+", FolderOutcome.Here => "=", _ => "-" };
                text.Append("  ").Append(mark).Append(' ').Append(Plain(line.Name));
                if (line.Detail.Length > 0)
                {
                    text.Append(": ").Append(Plain(line.Detail));
                }

                text.Append('\n');
            }
        }

        text.Append($"{(report.DryRun ? "Nothing was changed: this was a dry run" : "Imported")} of {report.Folder}: ")
            .Append($"{report.Count(FolderOutcome.Taken):N0} {(report.DryRun ? "would be taken" : "taken")}, {report.Count(FolderOutcome.Here):N0} here already, {report.Count(FolderOutcome.NotTaken):N0} not taken.\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>For programs: <c>{"folder","dryRun","lines":[{"part","name","outcome","detail"}]}</c>.</summary>
    public static byte[] Json(FolderReport report) => [.. JsonSerializer.SerializeToUtf8Bytes(report, OwnershipJson.Default.FolderReport), (byte)'\n'];

    private static string Title(FolderPart part) => part switch
    {
        FolderPart.Models => "Providers of models",
        FolderPart.Credentials => "Keys and passwords",
        FolderPart.Other => "Other things",
        _ => part.ToString(),
    };

    // Names come from the folder: nothing of them may move the cursor of a terminal.
    private static string Plain(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));
}
