using Sapphire.Actors.Operations;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sapphire.Web.Cli;

/// <summary>The screen of <c>top</c>.</summary>
internal static class TopScreen
{
    /// <summary>Draws it.</summary>
    /// <param name="update">How everything stands.</param>
    /// <param name="live">True on a terminal, where a key ends it.</param>
    public static IRenderable Render(ClusterUpdate update, bool live = false)
    {
        ClusterView cluster = update.Cluster;
        List<IRenderable> rows = [new Markup($"[bold]Sapphire[/] {Markup.Escape(Headline(update))}{(live ? "  [grey]q ends[/]" : "")}")];
        rows.AddRange(OperatorText.Warnings(cluster).Select(warning => new Text(warning, new Style(Color.Yellow))));
        rows.Add(Nodes(cluster));
        foreach (ShardKindView kind in update.Shards.Kinds)
        {
            rows.Add(new Text($"{kind.Kind} shards: {Owners(kind)}"));
        }

        if (update.Queues.Problem is { } problem)
        {
            rows.Add(new Text($"Queues: {problem}", new Style(Color.Yellow)));
        }
        else if (update.Queues.Queues.Count > 0)
        {
            rows.Add(Queues(update.Queues));
        }

        return new Rows(rows);
    }

    private static string Headline(ClusterUpdate update)
    {
        ClusterView cluster = update.Cluster;
        string link = cluster.Alone ? "one node, no broker" : $"{cluster.Nodes.Count} nodes, broker {cluster.Link}";
        return $"{link}, {Amount.Of(cluster.Nodes.Sum(node => node.Figures?.Sessions ?? 0), "chat")} in memory, {Amount.Of(update.Queues.Queues.Sum(queue => queue.Depth), "message")} waiting, {Amount.Of(update.Queues.Queues.Sum(queue => queue.Dead), "dead letter")}, {Amount.Of(cluster.Nodes.Sum(node => node.Figures?.Drops ?? 0), "drop")}; seen from {cluster.Node}";
    }

    private static Table Nodes(ClusterView cluster)
    {
        Table table = Headed("Node", "Roles", "Version", "Standing", "Shards", "Chats", "Drops", "CPU", "Memory", "Heap", "Threads", "Up");
        foreach (NodeView node in cluster.Nodes)
        {
            NodeUsage? usage = node.Figures;
            table.AddRow(
                new Text(node.IsSelf ? node.Name + " *" : node.Name),
                new Text(string.Join(',', node.Roles)),
                new Text(node.Version, node.Peer == "same" ? Style.Plain : new Style(Color.Yellow)),
                new Text(node.Standing, new Style(node.Standing == "up" ? Color.Green : Color.Yellow)),
                new Text($"{node.Shards}"),
                new Text(usage is null ? "-" : $"{usage.Sessions}"),
                new Text(usage is null ? "-" : $"{usage.Drops}"),
                new Text(usage is null ? "-" : OperatorText.Percent(usage.Cpu)),
                new Text(usage is null ? "-" : Amount.Bytes(usage.Memory)),
                new Text(usage is null ? "-" : Amount.Bytes(usage.Heap)),
                new Text(usage is null ? "-" : $"{usage.Threads}"),
                new Text(OperatorText.Age(node.LastHeard - node.Started)));
        }

        return table;
    }

    private static Table Queues(QueuesView queues)
    {
        Table table = Headed("Queue", "Depth", "Consumers", "Dead", "What");
        foreach (QueueView queue in queues.Queues)
        {
            table.AddRow(
                new Text(queue.Name), new Text($"{queue.Depth}"), new Text($"{queue.Consumers}"), new Text($"{queue.Dead}", queue.Dead == 0 ? Style.Plain : new Style(Color.Red)), new Text(queue.Purpose));
        }

        return table;
    }

    // "kitchen 8, attic 7, nobody 1 (12)".
    private static string Owners(ShardKindView kind)
    {
        string owners = string.Join(", ", kind.Shards.Where(shard => shard.Node is not null).GroupBy(shard => shard.Node, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));
        int[] free = [.. kind.Shards.Where(shard => shard.Node is null).Select(shard => shard.Shard)];
        string nobody = free.Length == 0 ? "" : $"nobody {free.Length} ({string.Join(' ', free)})";
        return string.Join(", ", new[] { owners, nobody }.Where(part => part.Length > 0));
    }

    private static Table Headed(params string[] names)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string name in names)
        {
            table.AddColumn(new TableColumn(new Text(name, new Style(decoration: Decoration.Bold))) { NoWrap = true });
        }

        return table;
    }
}
