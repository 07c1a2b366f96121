using System.CommandLine;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary>The verbs of operators and their options: cluster, shards, actors, queues, sessions, top.</summary>
internal static class OperatorCommands
{
    /// <summary>Builds the commands.</summary>
    public static IEnumerable<Command> Create(Func<Option<string?>> home) =>
    [
        Cluster(home), Plain("shards", "Shows which node has which parts of the chats.", home, OperatorRequest.Shards), Actors(home), Queues(home), Sessions(home), Top(home),
    ];

    private static Command Cluster(Func<Option<string?>> home)
    {
        Command drain = OfNode("drain", "Has a node hand over all its chats, and take no further ones: before it is updated or stopped.", home, out Argument<string> drained, out OperatorOptions drainOptions);
        Option<bool> undo = new("--undo") { Description = "Lets a drained node take chats again." };
        drain.Add(undo);
        drain.SetAction((r, _) => OperatorVerb.RunAsync(drainOptions.Read(r), new(OperatorRequest.CurrentVersion, r.GetValue(undo) ? OperatorRequest.Resume : OperatorRequest.Drain, Node: r.GetValue(drained))));
        Command down = OfNode("down", "Tells a node to leave and end; one that is dead is forgotten, and what it had goes on elsewhere.", home, out Argument<string> downed, out OperatorOptions downOptions);
        down.SetAction((r, _) => OperatorVerb.RunAsync(downOptions.Read(r), new(OperatorRequest.CurrentVersion, OperatorRequest.Down, Node: r.GetValue(downed))));
        return new("cluster", "The nodes of this Sapphire.")
        {
            Plain("status", "Says how the cluster stands; status 9 when the broker is away.", home, OperatorRequest.Cluster, summary: true),
            Plain("nodes", "Lists the nodes: roles, version, standing, chats, processor and memory.", home, OperatorRequest.Cluster),
            drain,
            down,
        };
    }

    private static Command Actors(Func<Option<string?>> home)
    {
        Argument<string> root = new("path") { Description = "Where to begin. Default: /user.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "/user" };
        Option<string?> treeNode = NodeOption();
        Option<int> depth = Number("--depth", "How many levels are shown.", 2, 0);
        Option<int> limit = Number("--limit", "How many children of each actor are shown.", 20, 1);
        Option<int> skip = Number("--skip", "How many of the first actor's children are left out, for the next page.", 0, 0);
        Option<string?> search = new("--search") { Description = "Only actors with this text in their name or class, at whatever depth.", HelpName = "TEXT" };
        OperatorOptions treeOptions = new(home());
        Command tree = new("tree", "Shows actors: state, waiting messages, restarts, children.") { root, treeNode, depth, limit, skip, search };
        treeOptions.AddTo(tree);
        tree.SetAction((r, _) => OperatorVerb.RunAsync(treeOptions.Read(r), new(
            OperatorRequest.CurrentVersion, OperatorRequest.Actors, r.GetValue(treeNode), r.GetValue(root), Depth: r.GetValue(depth), Skip: r.GetValue(skip), Take: r.GetValue(limit), Search: r.GetValue(search))));

        Command show = OfActor("show", "Shows one actor.", home, out Argument<string> shown, out Option<string?> showNode, out OperatorOptions showOptions);
        show.SetAction((r, _) => OperatorVerb.RunAsync(showOptions.Read(r) with { Summary = true }, new(OperatorRequest.CurrentVersion, OperatorRequest.Actors, r.GetValue(showNode), r.GetValue(shown), Take: 1)));
        Command restart = OfActor("restart", "Restarts one actor, as its supervisor does when it has failed. What is stored stays.", home, out Argument<string> restarted, out Option<string?> restartNode, out OperatorOptions restartOptions);
        restart.SetAction((r, _) => OperatorVerb.RunAsync(restartOptions.Read(r), new(OperatorRequest.CurrentVersion, OperatorRequest.Restart, r.GetValue(restartNode), r.GetValue(restarted))));
        return new("actors", "The actors of a node, for whoever looks into a fault.") { tree, show, restart };
    }

    private static Command Queues(Func<Option<string?>> home)
    {
        Argument<string> queue = new("queue") { Description = "Which: 'sapphire queues' names them." };
        Option<bool> requeue = new("--requeue") { Description = "Sends them back to where they were, with all attempts before them." };
        Option<bool> purge = new("--purge") { Description = "Deletes them." };
        Option<string?> id = new("--id") { Description = "With --requeue or --purge: only this message.", HelpName = "MESSAGE" };
        OperatorOptions options = new(home());
        Command dead = new("dead", "Lists the messages of a queue that nobody could handle, with the reasons; not what they say.") { queue, requeue, purge, id };
        options.AddTo(dead);
        dead.SetAction((r, _) =>
        {
            bool back = r.GetValue(requeue);
            bool away = r.GetValue(purge);
            if (back && away) throw new CliException("Either --requeue or --purge, not both.", ExitStatus.Usage);
            if (r.GetValue(id) is not null && !back && !away) throw new CliException("--id goes with --requeue or --purge.", ExitStatus.Usage);
            return OperatorVerb.RunAsync(options.Read(r), new(OperatorRequest.CurrentVersion, back ? OperatorRequest.Requeue : away ? OperatorRequest.Purge : OperatorRequest.Dead, Name: r.GetValue(queue), MessageId: r.GetValue(id)));
        });
        Command queues = Plain("queues", "Lists the queues at the broker: what waits, consumers, dead letters.", home, OperatorRequest.Queues);
        queues.Add(dead);
        return queues;
    }

    private static Command Sessions(Func<Option<string?>> home)
    {
        Argument<string> chat = new("chat") { Description = "Its id or, where the node can read it, its title." };
        OperatorOptions options = new(home());
        Command where = new("where", "Says on which node a chat is.") { chat };
        options.AddTo(where);
        where.SetAction((r, _) => OperatorVerb.RunAsync(options.Read(r), new(OperatorRequest.CurrentVersion, OperatorRequest.Where, Name: r.GetValue(chat))));
        return new("sessions", "The chats that are in memory.") { Plain("list", "Lists them, by node.", home, OperatorRequest.Sessions), where };
    }

    private static Command Top(Func<Option<string?>> home)
    {
        OperatorOptions options = new(home());
        Command top = new("top", "Shows nodes, shards, chats and queues, live; q ends. One snapshot where the output is no terminal.");
        options.AddTo(top);
        top.SetAction((r, _) => TopVerb.RunAsync(options.Read(r)));
        return top;
    }

    private static Command Plain(string name, string description, Func<Option<string?>> home, string action, bool summary = false)
    {
        OperatorOptions options = new(home());
        Command command = new(name, description);
        options.AddTo(command);
        command.SetAction((r, _) => OperatorVerb.RunAsync(options.Read(r) with { Summary = summary }, new(OperatorRequest.CurrentVersion, action)));
        return command;
    }

    private static Command OfNode(string name, string description, Func<Option<string?>> home, out Argument<string> node, out OperatorOptions options)
    {
        node = new("node") { Description = "Which: 'sapphire cluster nodes' names them." };
        options = new(home());
        Command command = new(name, description) { node };
        options.AddTo(command);
        return command;
    }

    private static Command OfActor(string name, string description, Func<Option<string?>> home, out Argument<string> path, out Option<string?> node, out OperatorOptions options)
    {
        path = new("path") { Description = "Its path, such as /user/chats: 'sapphire actors tree' shows them." };
        node = NodeOption();
        options = new(home());
        Command command = new(name, description) { path, node };
        options.AddTo(command);
        return command;
    }

    private static Option<string?> NodeOption() => new("--node") { Description = "On which node. Default: that of the home.", HelpName = "NAME" };

    private static Option<int> Number(string name, string description, int value, int least)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && (!int.TryParse(r.Tokens[0].Value, out int n) || n < least || n > 100_000))
            {
                r.AddError($"{name} {r.Tokens[0].Value} is no such number: give one from {least} to 100000.");
            }
        });
        return option;
    }
}
