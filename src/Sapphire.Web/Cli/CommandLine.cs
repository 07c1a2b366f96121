using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.CommandLine;
using System.Reflection;
using Sapphire.Actors.Ask;
using Sapphire.Actors.Configuration;
using Sapphire.Persistence.Sqlite;

namespace Sapphire.Web.Cli;

/// <summary>The verbs. Each lambda touches only its own verb's class, so that a quick verb loads no server.</summary>
internal static class CommandLine
{
    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Runs one verb.</summary>
    /// <returns>The exit status; see <see cref="ExitStatus"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        Command root = Build();
        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            string verb = Path(result.CommandResult);
            return Fail($"{result.Errors[0].Message.TrimEnd('.')}. 'sapphire{verb} --help' lists what there is.", ExitStatus.Usage);
        }

        try
        {
            await EndInterruptedRestoreAsync(result);

            // No handling of signals or exceptions by the library: run has its own, the other verbs just end.
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (CliException e)
        {
            return Fail(e.Message, e.Status);
        }
        catch (AskException e)
        {
            return Fail($"{e.Message} {e.Detail}".Trim(), ExitStatus.Failed);
        }
        catch (StorageException e)
        {
            CliException explained = HomeJournal.Explain(e);
            return Fail(explained.Message, explained.Status);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message, ExitStatus.Home);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The host has logged it with its stack; here it is one line.
            Exception cause = e.GetBaseException();
            return Fail($"Something failed inside: {cause.Message} ({cause.GetType().Name}). logs/sapphire.log in the home says more.", ExitStatus.Failed);
        }
    }

    // Before a verb reads anything of a home, a restore that was interrupted there must have ended one way or the other.
    private static Task EndInterruptedRestoreAsync(ParseResult result) =>
        result.CommandResult.Command.Options.OfType<Option<string?>>().FirstOrDefault(static option => option.Name == "--home") is { } home
        && result.Action is not HelpAction
            ? RestoreVerb.RecoverAsync(result.GetValue(home))
            : Task.CompletedTask;

    /// <summary>All verbs.</summary>
    internal static Command Build()
    {
        Command root = new("sapphire", "Sapphire: your own assistant, on your own machine.")
        {
            new HelpOption(), Run(), Password(), ConfigCommands.Create(Home), Ask(), Rooms(), BackupCommands.Backup(Home), BackupCommands.Restore(Home), JournalCommand.Create(Home), Import(), Types(),
        };
        foreach (Command command in OperatorCommands.Create(Home))
        {
            root.Add(command);
        }

        Command version = new("version", "Prints the version.");
        version.SetAction(_ => Console.Out.WriteLine($"Sapphire {Version}"));
        root.Add(version);
        root.SetAction(_ => Fail("Say what to do: 'sapphire run' starts the server, 'sapphire --help' lists the verbs.", ExitStatus.Usage));
        return root;
    }

    private static Option<string?> Home() =>
        new("--home") { Description = "The data folder. Default: $SAPPHIRE_HOME, else the platform's data folder.", HelpName = "DIR" };

    private static Command Run()
    {
        Option<string?> home = Home();
        Option<int?> port = new("--port") { Description = "The https port; the next one serves http on this machine only. 0 takes free ports.", HelpName = "N" };
        port.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && (!int.TryParse(r.Tokens[0].Value, out int n) || n is < 0 or > 65534))
            {
                r.AddError($"--port {r.Tokens[0].Value} is no port: give a number from 0 to 65534.");
            }
        });
        Option<string?> room = new("--room") { Description = "Makes this machine a room of that name, with a microphone and a speaker.", HelpName = "NAME" };
        room.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && !RoomOptions.IsName(r.Tokens[0].Value))
            {
                r.AddError($"--room {r.Tokens[0].Value} is no name of a room: give {RoomOptions.NameRule}.");
            }
        });
        Option<string?> roles = new("--roles") { Description = "What this node does, of several: web,session,stt,tts,room.", HelpName = "ROLES" };
        Option<string?> broker = new("--broker") { Description = "The message broker that joins the nodes: amqp://host or amqps://host. Better give its password in $SAPPHIRE_BROKER_PASSWORD.", HelpName = "URL" };
        Option<string?> store = new("--store") { Description = "The database that the nodes share: postgres://user@host/database. Better give its password in $PGPASSWORD.", HelpName = "URL" };
        Option<string?> node = new("--node") { Description = "The name of this node. Default: the machine's.", HelpName = "NAME" };
        Option<string?> config = new("--config") { Description = "A configuration file in the place of the defaults, such as hocon/node.cluster.conf; that of the home goes over it.", HelpName = "FILE" };
        Option<string[]> set = new("--set") { Description = "A setting that goes before settings.json and the environment, such as CONTEXT_LIMIT=8000; may be given several times.", HelpName = "KEY=VALUE" };
        Command command = new("run", "Starts the server and prints its addresses.") { home, port, roles, broker, store, node, room, config, set };
        command.SetAction((r, _) => RunVerb.RunAsync(new(r.GetValue(home), r.GetValue(port), r.GetValue(roles), r.GetValue(broker), r.GetValue(store), r.GetValue(node), r.GetValue(room), r.GetValue(config), r.GetValue(set))));
        return command;
    }

    private static Command Rooms()
    {
        Option<string?> home = Home();
        Option<bool> json = new("--json") { Description = "Prints them as JSON." };
        Command list = new("list", "Lists the rooms with microphones and speakers, and what they do.") { json, home };
        list.SetAction((r, token) => RoomsVerb.ListAsync(r.GetValue(home), r.GetValue(json), token));
        Option<string?> sayHome = Home();
        Argument<string> room = new("room") { Description = "Which." };
        Argument<string> text = new("text") { Description = "What to say." };
        Command say = new("say", "Says something in a room.") { room, text, sayHome };
        say.SetAction((r, token) => RoomsVerb.SayAsync(r.GetValue(sayHome), r.GetValue(room)!, r.GetValue(text)!, token));
        return new("rooms", "Rooms with microphones and speakers.") { list, say };
    }

    private static Command Password()
    {
        Option<string?> home = Home();
        Option<bool> stdin = new("--stdin") { Description = "Reads the password as one line from standard input." };
        Command command = new("password", "Sets the password.") { home, stdin };
        command.SetAction((r, token) => PasswordVerb.RunAsync(r.GetValue(home), r.GetValue(stdin), token));
        return command;
    }

    private static Command Ask()
    {
        Option<string?> home = Home();
        Argument<string?> text = new("text") { Description = "What to ask.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> audio = new("--audio") { Description = "Asks what is spoken in this file: WAV, FLAC, OGG or MP3.", HelpName = "FILE" };
        Option<string?> speak = new("--speak") { Description = "Writes the spoken answer to this file: WAV or FLAC.", HelpName = "FILE" };
        Option<string?> chat = new("--chat") { Description = "Goes on with the chat of this title.", HelpName = "NAME" };
        Option<bool> json = new("--json") { Description = "Prints transcript, reply, tools, model and timings as JSON." };
        Option<double> timeout = new("--timeout") { Description = "Gives up after this many seconds.", HelpName = "SECONDS", DefaultValueFactory = _ => 300 };
        Command command = new("ask", "Asks one thing without a browser and prints the answer.") { text, audio, speak, chat, json, timeout, home };
        command.SetAction((r, token) => AskVerb.RunAsync(
            new(r.GetValue(text) ?? string.Empty, r.GetValue(chat), r.GetValue(audio), r.GetValue(speak)), r.GetValue(home), r.GetValue(json), r.GetValue(timeout), token));
        return command;
    }

    private static Command Import()
    {
        Option<string?> home = Home();
        Argument<string> path = new("path") { Description = "Its folder 'user', or the folder that it is in." };
        Option<string?> credentials = new("--credentials") { Description = "The folder with its keys and its password. Default: where it kept them on this machine (~/.config/sapphire); 'none' leaves them out.", HelpName = "DIR" };
        Option<bool> dryRun = new("--dry-run") { Description = "Only says what would be taken and what not." };
        Option<bool> json = new("--json") { Description = "Prints the report as JSON." };
        Command command = new("import", "Takes chats, memories, settings, prompts, toolsets and keys of the former Sapphire in Python. Its folder is only read; the same one twice is taken once.") { path, credentials, dryRun, json, home };
        command.SetAction((r, _) => ImportVerb.RunAsync(r.GetValue(path)!, r.GetValue(credentials), r.GetValue(dryRun), r.GetValue(json), r.GetValue(home)));
        return command;
    }

    private static Command Types()
    {
        Option<bool> check = new("--check") { Description = "Writes nothing; fails when the file is stale." };
        Command command = new("types", "Writes the page's TypeScript types.") { check };
        command.Hidden = true;
        command.SetAction(r => TypesVerb.Run(r.GetValue(check)));
        return command;
    }

    // " journal import", for a verb of a verb.
    private static string Path(CommandResult result) => result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "";

    private static int Fail(string message, int status)
    {
        Console.Error.WriteLine($"sapphire: {message.ReplaceLineEndings(" ")}");
        return status;
    }
}
