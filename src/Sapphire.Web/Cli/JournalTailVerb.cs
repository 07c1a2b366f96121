using System.Text;
using Sapphire.Persistence.Files;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Tools;

namespace Sapphire.Web.Cli;

/// <summary><c>journal tail [ID]</c>: the last events, and then new ones as they are stored, one line each, without content.</summary>
internal static class JournalTailVerb
{
    public static Task<int> RunAsync(string? name, int last, string? tag, bool follow, string? homePath) => JournalVerb.RunAsync(
        async token =>
        {
            await using HomeJournal home = HomeJournal.OpenReadOnly(HomeFolder.Resolve(homePath));
            TailOptions options = new() { PersistenceId = name is null ? null : await home.FindAsync(name, token), Tag = tag, Last = last, Follow = follow };
            await using StreamWriter output = new(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
            await foreach (JournalRow row in JournalTail.ReadAsync(home.Journal, options, token))
            {
                await output.WriteAsync(Line(row).AsMemory(), CancellationToken.None);
            }

            return ExitStatus.Ok;
        },
        // Ctrl-C is how following ends.
        interrupted: ExitStatus.Ok);

    private static string Line(JournalRow row) =>
        $"{row.Ordering,8}  {Amount.Time(row.Timestamp)}  {row.PersistenceId}  {row.SequenceNr}  {row.Manifest}  {Amount.Bytes(row.Payload.Length)}{(row.Tags.IsEmpty ? "" : $"  [{string.Join(", ", row.Tags)}]")}\n";
}
