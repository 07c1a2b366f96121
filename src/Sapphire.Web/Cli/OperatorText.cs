using System.Globalization;
using System.Text;
using Sapphire.Actors.Operations;
using Sapphire.Web.Ownership;

namespace Sapphire.Web.Cli;

/// <summary>What the verbs of operators print for people.</summary>
internal static class OperatorText
{
    /// <summary>An answer.</summary>
    /// <param name="reply">It.</param>
    /// <param name="summary">The short form, where there are two.</param>
    /// <param name="searched">Actors are what a search found, not children.</param>
    public static string Write(OperatorReply reply, bool summary = false, bool searched = false) => reply switch
    {
        { Cluster: { } cluster } => summary ? Status(cluster) : Nodes(cluster),
        { Shards: { } shards } => Shards(shards),
        { Queues: { } queues } => Queues(queues),
        { Letters: { } letters } => Letters(letters),
        { Sessions: { } sessions } => Sessions(sessions),
        { Place: { } place } => Place(place),
        { Actor: { } actor } => summary ? Actor(actor) : searched ? Found(actor) : Tree(actor),
        { Drained: { } drained } => Drained(drained),
        { Done: { } done } => Printable(done.Text) + "\n",
        _ => "The running server gave an answer that is not understood. Are both of the same version?\n",
    };

    private static string Drained(DrainView drained)
    {
        string cut = drained.Interrupted == 0 ? "" : $" {(drained.Interrupted == 1 ? "1 reply" : $"{drained.Interrupted} replies")} took longer than sapphire.cluster.drain-grace and {(drained.Interrupted == 1 ? "was" : "were")} interrupted; the page offers to go on.";
        string undo = $"'sapphire cluster drain {drained.Node} --undo' lets it.\n";
        if (drained.Total == 0) return $"{drained.Node} has no chats, and takes no chats and speech jobs of others. {undo}";
        return $"{drained.Node} handed over {Amount.Of(drained.Total, "shard")} in {Seconds(drained.Seconds)} and takes no further ones.{cut} {undo}";
    }

    /// <summary>A percentage.</summary>
    public static string Percent(double share) => share.ToString("0%", CultureInfo.InvariantCulture);

    /// <summary>"3d 4h", "5h 6min", "7min", "8s".</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => $"{(int)age.TotalDays}d {age.Hours}h",
        { TotalHours: >= 1 } => $"{(int)age.TotalHours}h {age.Minutes}min",
        { TotalMinutes: >= 1 } => $"{(int)age.TotalMinutes}min",
        _ => $"{Math.Max(0, (int)age.TotalSeconds)}s",
    };

    /// <summary>What is to be looked at, one sentence each.</summary>
    public static IEnumerable<string> Warnings(ClusterView cluster)
    {
        if (cluster.LinkProblem is { } away)
        {
            yield return $"The broker is away: {away}";
        }

        foreach (NodeView node in cluster.Nodes)
        {
            if (node.Standing == "silent")
            {
                yield return $"{node.Name} is silent since {Amount.Time(node.LastHeard)}: dead, frozen or cut off.";
            }

            if (node.Problem is { } problem)
            {
                yield return $"{node.Name}: {problem}";
            }

            switch (node.Peer)
            {
                case "incompatible":
                    yield return $"{node.Name} runs Sapphire {node.Version}, whose messages are too new for this node. Update this node.";
                    break;
                case "newer":
                    yield return $"{node.Name} runs the newer Sapphire {node.Version}. Update the others too.";
                    break;
                case "older":
                    yield return $"{node.Name} runs the older Sapphire {node.Version}. Drain it, update it, and start it again.";
                    break;
                case "other":
                    yield return $"{node.Name} runs another Sapphire: {node.Version}.";
                    break;
            }
        }

        foreach (RoomPresence room in cluster.Rooms.Where(one => one.Standing != "up"))
        {
            yield return room.Standing switch
            {
                "silent" => $"The room {room.Name} on {room.Node} is silent: look whether its machine runs and reaches the broker.",
                "stands by" => $"{room.Node} is a room {room.Name} too, and takes no part: give it another name.",
                _ => $"The room {room.Name} on {room.Node} cannot reach its chats just now.",
            };
        }

        if (cluster is { Alone: false, Link: "connected" } && !cluster.Nodes.Any(node => node.Roles.Contains("session", StringComparer.Ordinal) && node.Standing == "up"))
        {
            yield return "No node keeps chats now: start one with the role session.";
        }
    }

    private static string Status(ClusterView cluster)
    {
        NodeView self = cluster.Nodes[0];
        StringBuilder text = new();
        Line(text, "This node", $"{self.Name} ({string.Join(", ", self.Roles)}), Sapphire {self.Version}");
        Line(text, "Broker", cluster.Alone ? "none: one node; sapphire run --broker … adds others" : $"{cluster.Link} since {Amount.Time(cluster.LinkSince)}");
        Line(text, "Nodes", cluster.Nodes.Count == 1 ? "1" : $"{cluster.Nodes.Count}: {string.Join(", ", cluster.Nodes.GroupBy(node => node.Standing).Select(group => $"{group.Count()} {group.Key}"))}");
        if (!cluster.Alone)
        {
            Line(text, "Shards", $"{cluster.Nodes.Sum(node => node.Shards)}: {string.Join(", ", cluster.Nodes.Where(node => node.Shards > 0).Select(node => $"{node.Name} {node.Shards}"))}".TrimEnd(' ', ':'));
        }

        Line(text, "Chats", $"{cluster.Nodes.Sum(node => node.Figures?.Sessions ?? 0)} in memory");
        if (cluster.Rooms.Count > 0)
        {
            Line(text, "Rooms", $"{cluster.Rooms.Count}: {string.Join(", ", cluster.Rooms.Select(room => room.Standing == "up" ? Printable(room.Name) : $"{Printable(room.Name)} ({room.Standing})"))}");
        }

        foreach (string warning in Warnings(cluster))
        {
            Line(text, "Attention", Printable(warning));
        }

        return text.ToString();
    }

    private static string Nodes(ClusterView cluster)
    {
        TextTable table = new TextTable("NODE", "ROLES", "VERSION", "STANDING", "SHARDS", "CHATS", "CPU", "MEMORY", "DROPS", "UP").WithNumbers(4, 5, 6, 7, 8);
        foreach (NodeView node in cluster.Nodes)
        {
            table.Add(
                node.IsSelf ? node.Name + " *" : node.Name,
                string.Join(',', node.Roles),
                node.Peer == "same" ? node.Version : $"{node.Version} ({node.Peer})",
                node.Standing,
                $"{node.Shards}",
                node.Figures is { } sessions ? $"{sessions.Sessions}" : "-",
                node.Figures is { } cpu ? Percent(cpu.Cpu) : "-",
                node.Figures is { } memory ? Amount.Bytes(memory.Memory) : "-",
                node.Figures is { } drops ? $"{drops.Drops}" : "-",
                Age(node.LastHeard - node.Started));
        }

        return table + string.Concat(Warnings(cluster).Select(warning => $"\n{Printable(warning)}\n"));
    }

    private static string Shards(ShardsView shards)
    {
        if (shards.Kinds.Count == 0)
        {
            return "There are no shards: this node is all there is, or has no connection to the broker. All chats of a single node are on it.\n";
        }

        TextTable table = new TextTable("KIND", "SHARD", "NODE", "ACTIVE", "UNANSWERED", "SILENCES", "REJECTED").WithNumbers(1, 3, 4, 5, 6);
        foreach (ShardKindView kind in shards.Kinds)
        {
            foreach (ShardView shard in kind.Shards)
            {
                table.Add(kind.Kind, $"{shard.Shard}", shard.Node ?? "(none)", $"{shard.Entities}", $"{shard.Unanswered}", $"{shard.Silences}", $"{shard.Rejected}");
            }
        }

        return table + Silent(shards.Silent);
    }

    private static string Queues(QueuesView queues)
    {
        if (queues.Problem is { } problem)
        {
            return $"The broker cannot be asked: {Printable(problem)}\n";
        }

        if (queues.Queues.Count == 0)
        {
            return "There are no queues: this node is all there is, and has no broker.\n";
        }

        TextTable table = new TextTable("QUEUE", "DEPTH", "CONSUMERS", "DEAD", "WHAT").WithNumbers(1, 2, 3);
        foreach (QueueView queue in queues.Queues)
        {
            table.Add(queue.Name, $"{queue.Depth}", $"{queue.Consumers}", $"{queue.Dead}", queue.Purpose);
        }

        return table.ToString();
    }

    private static string Letters(DeadLettersView letters)
    {
        if (letters.Total == 0)
        {
            return $"There are no dead letters in {letters.Queue}.\n";
        }

        TextTable table = new TextTable("MESSAGE", "WHERE", "TYPE", "FROM", "SIZE", "TIME (UTC)", "REASON").WithNumbers(4);
        foreach (DeadLetterView letter in letters.Letters)
        {
            table.Add(Printable(letter.Id), Printable(letter.Origin), Printable(letter.Type), letter.From ?? "?", Amount.Bytes(letter.Size), letter.At is { } at ? Amount.Time(at) : "?", Printable(letter.Reason));
        }

        return table
            + (letters.Total > letters.Letters.Count ? $"and {letters.Total - letters.Letters.Count} more.\n" : "")
            + $"\n'sapphire queues dead {letters.Queue} --requeue' sends them back, --purge deletes them; --id MESSAGE takes one of them.\n";
    }

    private static string Sessions(SessionsView sessions)
    {
        if (sessions.Total == 0)
        {
            return "No chat is in memory now. A chat is loaded by its next message.\n" + Silent(sessions.Silent);
        }

        TextTable table = new("CHAT", "NODE", "SHARD", "TITLE");
        foreach (SessionPlace place in sessions.Sessions)
        {
            table.Add(place.Id, place.Node ?? "(none)", place.Shard is { } shard ? $"{shard}" : "-", Printable(place.Title ?? ""));
        }

        return table + (sessions.Total > sessions.Sessions.Count ? $"and {sessions.Total - sessions.Sessions.Count} more.\n" : "") + Silent(sessions.Silent);
    }

    private static string Place(SessionPlace place)
    {
        string what = place.Title is { } title ? $"{place.Id} ({Printable(title)})" : place.Id;
        string shard = place.Shard is { } number ? $", in shard {number}" : "";
        return place switch
        {
            { Node: null } => $"{what}: nobody has its shard {place.Shard} now; it is being handed over, or no node keeps chats.\n",
            { Active: true } => $"{what} is in memory on {place.Node}{shard}.\n",
            _ => $"{what} is not in memory; its next message loads it on {place.Node}{shard}.\n",
        };
    }

    private static string Actor(ActorView actor)
    {
        StringBuilder text = new();
        Line(text, "Actor", actor.Path);
        Line(text, "Class", actor.Type);
        Line(text, "State", actor.State);
        Line(text, "Waiting", Amount.Of(actor.Queued, "message"));
        Line(text, "Restarts", $"{actor.Restarts}");
        Line(text, "Children", $"{actor.ChildCount}");
        return text.ToString();
    }

    private static string Found(ActorView root)
    {
        if (root.Children.Count == 0)
        {
            return $"Nothing of that name is below {root.Path}.\n";
        }

        TextTable table = new TextTable("ACTOR", "CLASS", "STATE", "WAITING", "RESTARTS", "CHILDREN").WithNumbers(3, 4, 5);
        foreach (ActorView actor in root.Children)
        {
            table.Add(Printable(actor.Path), actor.Type, actor.State, $"{actor.Queued}", $"{actor.Restarts}", $"{actor.ChildCount}");
        }

        return table.ToString();
    }

    private static string Tree(ActorView root)
    {
        StringBuilder text = new();
        Write(text, root, "", "", root.Path);
        return text.ToString();
    }

    private static void Write(StringBuilder text, ActorView actor, string lead, string below, string parent)
    {
        string name = lead.Length == 0 || !actor.Path.StartsWith(parent, StringComparison.Ordinal) ? actor.Path : actor.Path[parent.Length..].TrimStart('/');
        string more = actor.ChildCount > actor.Children.Count && actor.Children.Count == 0 ? $", {(actor.ChildCount == 1 ? "1 child" : $"{actor.ChildCount} children")}" : "";
        text.Append($"{lead}{Printable(name)}  {actor.Type}, {actor.State}{(actor.Queued > 0 ? $", {actor.Queued} waiting" : "")}{(actor.Restarts > 0 ? $", {actor.Restarts} restarts" : "")}{more}\n");
        bool hidden = actor.Children.Count > 0 && actor.ChildCount > actor.Children.Count;
        for (int i = 0; i < actor.Children.Count; i++)
        {
            bool last = i == actor.Children.Count - 1 && !hidden;
            Write(text, actor.Children[i], below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "), actor.Path);
        }

        if (hidden)
        {
            text.Append($"{below}└─ … {actor.Children.Count} of {actor.ChildCount} shown; --limit, --skip and --search show others\n");
        }
    }

    private static string Silent(IReadOnlyList<string> nodes) => nodes.Count == 0 ? "" : $"\nNo answer in time from: {string.Join(", ", nodes)}.\n";

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0#} s");

    // What a terminal would take as a command to itself is not to reach it.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));

    private static void Line(StringBuilder text, string name, string value) => text.Append($"{name + ":",-11} {value}\n");
}
