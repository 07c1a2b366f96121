using System.CommandLine;

namespace Sapphire.Web.Cli;

/// <summary>The command lines of <c>backup</c> and <c>restore</c>.</summary>
internal static class BackupCommands
{
    public static Command Backup(Func<Option<string?>> homeOption)
    {
        Option<string?> home = homeOption();
        Option<string?> output = new("--output", "-o") { Description = "The archive, or a folder for it. Default: backups/ in the home, named by the time.", HelpName = "FILE" };
        Option<bool> secrets = new("--include-secrets") { Description = "Puts the password's hash, keys, certificates and connection strings into it: keep such a backup as safe as a password." };
        Option<int?> keep = new("--keep") { Description = "Afterwards deletes older backups in that folder, so that this many are left.", HelpName = "N" };
        keep.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && (!int.TryParse(r.Tokens[0].Value, out int n) || n < 1))
            {
                r.AddError($"--keep {r.Tokens[0].Value} is no number of backups: give 1 or more.");
            }
        });
        Command command = new("backup", "Backs a home up into one file; the server may be running.") { home, output, secrets, keep, List(homeOption()), Verify() };
        command.SetAction((r, _) => BackupVerb.RunAsync(r.GetValue(home), r.GetValue(output), r.GetValue(secrets), r.GetValue(keep)));
        return command;
    }

    public static Command Restore(Func<Option<string?>> homeOption)
    {
        Option<string?> home = homeOption();
        Argument<string> file = new("file") { Description = "The backup." };
        Command command = new("restore", "Restores a backup, and keeps the home of before aside.") { file, home };
        command.SetAction((r, _) => RestoreVerb.RunAsync(r.GetValue(file)!, r.GetValue(home)));
        return command;
    }

    private static Command List(Option<string?> home)
    {
        Option<string?> folder = new("--folder") { Description = "Another folder than backups/ in the home.", HelpName = "DIR" };
        Command command = new("list", "Shows the backups of a folder, and whether they are whole.") { folder, home };
        command.SetAction((r, _) => BackupVerb.List(r.GetValue(home), r.GetValue(folder)));
        return command;
    }

    private static Command Verify()
    {
        Argument<string> file = new("file") { Description = "The backup." };
        Command command = new("verify", "Checks a backup to its last byte.") { file };
        command.SetAction((r, _) => BackupVerb.Verify(r.GetValue(file)!));
        return command;
    }
}
