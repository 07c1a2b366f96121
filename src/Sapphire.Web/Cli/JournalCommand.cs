using System.CommandLine;

namespace Sapphire.Web.Cli;

/// <summary>The verbs of <c>journal</c> and their options.</summary>
internal static class JournalCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Func<Option<string?>> home) => new("journal", "Looks into, checks, moves and mends what is stored.")
    {
        Inspect(home()), Tail(home()), Verify(home()), Export(home()), Import(home()), Rebuild(home()),
    };

    private static Argument<string?> Id(string description) =>
        new("id") { Description = $"{description} A chat can be named by its id or, when no other has it, by its title.", Arity = ArgumentArity.ZeroOrOne };

    private static Command Inspect(Option<string?> home)
    {
        Argument<string?> id = Id("Whose events. Without it: the whole journal, the largest ids and what is stored how often.");
        Option<int> limit = Number("--limit", "How many of the largest ids are named.", 10);
        Option<bool> events = new("--events") { Description = "Lists the events of the id, one line each." };
        Option<bool> content = new("--content") { Description = "With --events: also what they hold, which is private." };
        Option<long> from = new("--from") { Description = "With --events: the first number.", HelpName = "N", DefaultValueFactory = _ => 1 };
        Option<long?> to = new("--to") { Description = "With --events: the last number.", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Prints JSON, for programs." };
        Command command = new("inspect", "Shows what the journal holds. Only reads, beside a running server too.") { id, limit, events, content, from, to, json, home };
        command.SetAction((r, _) => JournalInspectVerb.RunAsync(
            new(r.GetValue(id), r.GetValue(limit), r.GetValue(events), r.GetValue(content), r.GetValue(from), r.GetValue(to) ?? long.MaxValue, r.GetValue(json)), r.GetValue(home)));
        return command;
    }

    private static Command Tail(Option<string?> home)
    {
        Argument<string?> id = Id("Only events of this id.");
        Option<int> last = Number("-n", "How many of the events that are there come first.", 10);
        Option<string?> tag = new("--tag") { Description = "Only events with this tag.", HelpName = "TAG" };
        Option<bool> noFollow = new("--no-follow") { Description = "Ends after the events that are there." };
        Command command = new("tail", "Shows the last events, then new ones as they are stored, until Ctrl-C. No content.") { id, last, tag, noFollow, home };
        command.SetAction((r, _) => JournalTailVerb.RunAsync(r.GetValue(id), r.GetValue(last), r.GetValue(tag), !r.GetValue(noFollow), r.GetValue(home)));
        return command;
    }

    private static Command Verify(Option<string?> home)
    {
        Argument<string?> id = Id("Only this id. Without it: everything, the database's own check and the read models too.");
        Command command = new("verify", "Checks numbers, checksums, epochs, the form of every event, snapshots and read models. Only reads, beside a running server too; status 1 when something is wrong.") { id, home };
        command.SetAction((r, _) => JournalVerifyVerb.RunAsync(r.GetValue(id), r.GetValue(home)));
        return command;
    }

    private static Command Export(Option<string?> home)
    {
        Argument<string[]> ids = new("id") { Description = "What to export. A chat can be named by its id or, when no other has it, by its title.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> all = new("--all") { Description = "Exports everything." };
        Option<string?> output = new("--output") { Description = "The file to write; - is standard output. Default: a new file here, named after the time.", HelpName = "FILE" };
        output.Aliases.Add("-o");
        Option<bool> force = new("--force") { Description = "Replaces the file where there is one." };
        Option<bool> snapshots = new("--snapshots") { Description = "Also each id's newest snapshot. It can always be made anew from the events." };
        Command command = new("export", "Writes events as lines of JSON, which 'import' reads into any home. Only reads, beside a running server too.") { ids, all, output, force, snapshots, home };
        command.SetAction((r, _) => JournalExportVerb.RunAsync(r.GetValue(ids) ?? [], r.GetValue(all), r.GetValue(output), r.GetValue(force), r.GetValue(snapshots), r.GetValue(home)));
        return command;
    }

    private static Command Import(Option<string?> home)
    {
        Argument<string> file = new("file") { Description = "What 'export' wrote; - is standard input." };
        Option<bool> asNew = new("--as-new") { Description = "Imports chats as copies with other ids. The same file gives the same copies." };
        Option<bool> replace = new("--replace") { Description = "Puts the file's events in the place of those that are here." };
        Option<bool> skip = new("--skip-existing") { Description = "Leaves what is here already as it is." };
        Command command = new("import", "Reads an exported file into the home, through the running server where there is one. The whole file is checked first; what is here already with other events is refused.") { file, asNew, replace, skip, home };
        command.SetAction((r, _) => JournalImportVerb.RunAsync(r.GetValue(file)!, r.GetValue(asNew), r.GetValue(replace), r.GetValue(skip), r.GetValue(home)));
        return command;
    }

    private static Command Rebuild(Option<string?> home)
    {
        Argument<string?> id = Id("Also the snapshot of this id. Without it: the read models (list of chats, search, usage) alone.");
        Command command = new("rebuild", "Makes read models, and an id's snapshot, anew from the events, also while the server runs.") { id, home };
        command.SetAction((r, _) => JournalRebuildVerb.RunAsync(r.GetValue(id), r.GetValue(home)));
        return command;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && (!int.TryParse(r.Tokens[0].Value, out int n) || n is < 0 or > 1_000_000))
            {
                r.AddError($"{name} {r.Tokens[0].Value} is no such number: give one from 0 to 1000000.");
            }
        });
        return option;
    }
}
