namespace Sapphire.Kernel.Configuration;

/// <summary>
/// Which keys there may be below <c>akka</c>: those of the reference configuration; below an open section any; and
/// dispatchers, mailboxes, deployments and phases of one's own with the keys of their kind.
/// </summary>
internal static class SettingsSchema
{
    private const string Actor = "akka.actor";

    /// <summary>Sections whose keys other parts know: what they hold is checked where it is read.</summary>
    private static readonly string[] Open =
    [
        "akka.persistence", "akka.cluster", "akka.stream", "akka.test",
        Actor + ".serializers", Actor + ".serialization-bindings", Actor + ".serialization-identifiers", Actor + ".serialization-settings",
        Actor + ".mailbox.requirements",
    ];

    private static readonly Lazy<Node> Known = new(Build);

    /// <exception cref="ConfigurationException">Keys are not known; names all of them.</exception>
    public static void Check(Config user)
    {
        List<string>? problems = null;
        foreach (ConfigEntry entry in user.Entries())
        {
            IReadOnlyList<string> keys = [.. HoconPath.Parse(entry.Path).Keys];
            if (keys[0] != "akka") continue;
            if (Problem(user, keys) is { } problem)
                (problems ??= []).Add($"{(entry.Origin == ConfigOrigin.None ? "" : entry.Origin + ": ")}'{entry.Path}' {problem}.");
        }

        if (problems is not null) throw new ConfigurationException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>The keys of a dispatcher's section, wherever it stands.</summary>
    /// <exception cref="ConfigurationException">A key is not known.</exception>
    public static void CheckDispatcher(SettingsSection section)
    {
        Dictionary<string, Node> known = Known.Value.Child("akka").Child("actor").Child("default-dispatcher").Children;
        foreach (string key in section.Config.GetConfig(section.Path).Tree.Fields.Keys)
        {
            if (!known.ContainsKey(key)) throw new ConfigurationException($"'{section.Key(SettingsSection.Quote(key))}' is not a known setting; a dispatcher has {string.Join(", ", known.Keys)}.");
        }
    }

    private static string? Problem(Config user, IReadOnlyList<string> keys)
    {
        Node node = Known.Value;
        for (int i = 0; i < keys.Count; i++)
        {
            if (node.IsOpen) return null;
            if (node.Children.Count == 0 && node.Any is null) return "must be a single value, not an object";
            if (node.Children.TryGetValue(keys[i], out Node? next))
            {
                node = next;
                continue;
            }

            if (node.Any is null || (node.Marker is { } markers && !markers.Any(m => user.HasPath(Path(keys.Take(i + 1).Append(m))))))
            {
                string problem = $"is not a known setting; '{Path(keys.Take(i))}' has {string.Join(", ", node.Children.Keys)}";
                return node.Marker is { } own ? $"{problem}, and sections of one's own with a {string.Join(" or a ", own)}" : problem;
            }

            node = node.Any;
        }

        return node.IsOpen || (node.Children.Count == 0 && node.Any is null) ? null : "is a section with keys of its own; it cannot have a value";
    }

    private static string Path(IEnumerable<string> keys) => keys.Aggregate(HoconPath.Root, (path, key) => path.Append(key)).ToString();

    private static Node Build()
    {
        var root = new Node();
        foreach (ConfigEntry entry in ConfigurationFactory.Default().Entries())
            _ = HoconPath.Parse(entry.Path).Keys.ToArray().Aggregate(root, (node, key) => node.Child(key));
        foreach (string open in Open) open.Split('.').Aggregate(root, (node, key) => node.Child(key)).IsOpen = true;

        Node actor = root.Child("akka").Child("actor");
        Node dispatcher = actor.Child("default-dispatcher");
        Node mailbox = actor.Child("default-mailbox");

        // A dispatcher may say which mailbox its actors get.
        foreach ((string key, Node value) in mailbox.Children) dispatcher.Children.TryAdd(key, value);
        actor.Any = dispatcher;
        actor.Marker = ["type", "mailbox-type"];
        actor.Child("mailbox").Any = mailbox;
        actor.Child("mailbox").Marker = ["mailbox-type"];
        foreach (string key in (string[])["unbounded-queue-based", "bounded-queue-based", "unbounded-deque-based", "bounded-deque-based"])
            actor.Child("mailbox").Children[key] = mailbox;

        Node deployment = actor.Child("deployment");
        deployment.Any = deployment.Child("default");
        deployment.Any.Children["pool-dispatcher"] = dispatcher;

        Node phases = root.Child("akka").Child("coordinated-shutdown").Child("phases");
        var phase = new Node();
        foreach (string key in (string[])["depends-on", "timeout", "recover"]) phase.Child(key);
        phases.Children.Clear();
        phases.Any = phase;
        return root;
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        /// <summary>What a key means that is not among the children; null where there can be none.</summary>
        public Node? Any { get; set; }

        /// <summary>One of these keys a section of one's own must have: without, it is rather a misspelt name.</summary>
        public string[]? Marker { get; set; }

        public bool IsOpen { get; set; }

        public Node Child(string key)
        {
            if (!Children.TryGetValue(key, out Node? child)) Children[key] = child = new Node();
            return child;
        }
    }
}
