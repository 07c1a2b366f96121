using Sapphire.Kernel.Configuration;
using Sapphire.Kernel.Routing;

namespace Sapphire.Kernel.Actor;

/// <summary>
/// <c>akka.actor.deployment</c> as a tree of path elements. An exact name comes before <c>*</c>, which stands for any one
/// name, and that before <c>**</c>, which stands for all below.
/// </summary>
internal sealed class Deployer
{
    private readonly Node? _root;

    /// <exception cref="ConfigurationException">A path or a value is not allowed.</exception>
    public Deployer(Settings settings)
    {
        var section = new SettingsSection(settings.Config, "akka.actor.deployment");
        SettingsSection defaults = section.Section("default");
        foreach (string path in section.Keys())
        {
            if (path == "default") continue;
            Deploy deploy = Read(section.Section(SettingsSection.Quote(path), defaults), path);
            string[] elements = path.Split('/')[1..];
            _root ??= new Node();
            Node node = _root;
            foreach (string element in elements)
            {
                if (element is not ("*" or "**") && !ActorPath.IsValidPathElement(element))
                    throw new ConfigurationException($"'akka.actor.deployment.{SettingsSection.Quote(path)}' is no path of an actor: '{element}' is no name.");
                if (!node.Children.TryGetValue(element, out Node? child)) node.Children[element] = child = new Node();
                node = child;
            }

            node.Deploy = deploy;
        }
    }

    /// <summary>What the configuration says of an actor; null for nothing.</summary>
    public Deploy? Lookup(ActorPath path)
    {
        if (_root is null) return null;
        IReadOnlyList<string> elements = path.Elements;
        return elements.Count < 2 || elements[0] != "user" ? null : Find(_root, elements, 1);
    }

    /// <summary>The props of an actor at a path, with what the configuration says of it.</summary>
    /// <exception cref="ConfigurationException">A router is to come from the configuration, which has none for that path.</exception>
    public Props Apply(Props props, ActorPath path)
    {
        bool isRouter = props.RouterConfig is Pool;
        if (_root is null && !isRouter) return props;
        if (Lookup(path) is { } found)
        {
            // Whether an actor is a router is for the code to say, since it must know whom it tells.
            props = props.WithDeploy(isRouter ? found.WithFallback(props.Deploy) : (found with { RouterConfig = NoRouter.Instance }).WithFallback(props.Deploy));
        }

        if (props.RouterConfig is FromConfig) throw new ConfigurationException($"There is no router 'akka.actor.deployment.{SettingsSection.Quote(Below(path))}' in the configuration, where {path} is to be one.");
        return props;
    }

    /// <summary>The key of a path in the configuration.</summary>
    public static string Below(ActorPath path) => "/" + string.Join('/', path.Elements.Skip(1));

    private static Deploy Read(SettingsSection section, string path)
    {
        if (!path.StartsWith('/'))
            throw new ConfigurationException($"'{section.Path}' is no path of an actor: it must begin with a slash, as \"/name\".");
        if (section.Has("pool-dispatcher")) SettingsSchema.CheckDispatcher(section.Section("pool-dispatcher"));
        return new Deploy
        {
            Path = path,
            Config = section.Config.GetConfig(section.Path),
            Mailbox = section.Text("mailbox"),
            Dispatcher = section.Text("dispatcher"),
            StashCapacity = section.Int("stash-capacity", -1),
            RouterConfig = Pool.Read(section),
        };
    }

    private static Deploy? Find(Node node, IReadOnlyList<string> elements, int at)
    {
        if (at == elements.Count) return node.Deploy;
        return (node.Children.TryGetValue(elements[at], out Node? exact) ? Find(exact, elements, at + 1) : null)
            ?? (node.Children.TryGetValue("*", out Node? any) ? Find(any, elements, at + 1) : null)
            ?? (node.Children.TryGetValue("**", out Node? rest) ? rest.Deploy : null);
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public Deploy? Deploy { get; set; }
    }
}
