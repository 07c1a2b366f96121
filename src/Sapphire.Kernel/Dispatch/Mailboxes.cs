using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Dispatch;

/// <summary>The mailboxes of a system by the path of their section in the configuration. Thread-safe.</summary>
public sealed class Mailboxes
{
    /// <summary>The name of the default mailbox.</summary>
    public const string DefaultMailboxId = "akka.actor.default-mailbox";

    private const string Ours = "Sapphire.Kernel.Dispatch.";
    private const string Theirs = "Akka.Dispatch.";
    private readonly ConcurrentDictionary<string, MailboxType> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, MailboxType> _byActor = new();
    private readonly Dictionary<string, string> _requirements = new(StringComparer.Ordinal);
    private readonly Settings _settings;
    private readonly SettingsSection _defaults;
    private readonly MailboxType _default;
    private readonly int _stashCapacity;

    internal Mailboxes(Settings settings)
    {
        _settings = settings;
        _defaults = new SettingsSection(_settings.Config, DefaultMailboxId);
        var requirements = new SettingsSection(_settings.Config, "akka.actor.mailbox.requirements");
        foreach (string type in requirements.Keys()) _requirements[type.Replace(Theirs, Ours, StringComparison.Ordinal)] = requirements.Text(SettingsSection.Quote(type));
        _default = Lookup(DefaultMailboxId);
        _stashCapacity = _defaults.Int("stash-capacity", -1);
    }

    /// <summary>The mailbox of that name: <c>unbounded</c>, <c>bounded</c>, or the path of a section with a <c>mailbox-type</c>.</summary>
    /// <exception cref="ConfigurationException">There is none, or a key of its section has a value that is not allowed.</exception>
    public MailboxType Lookup(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _byId.TryGetValue(id, out MailboxType? found) ? found : _byId.GetOrAdd(id, Read);
    }

    /// <summary>By the props, else by the dispatcher, else by what the actor requires, else the default.</summary>
    internal MailboxType Of(Props props, MessageDispatcher dispatcher)
    {
        if ((props.MailboxType ?? (props.Mailbox.Length > 0 ? Lookup(props.Mailbox) : dispatcher.MailboxType)) is { } named)
        {
            if (RequirementOf(props.Type) is { } semantics && !named.Satisfies(semantics))
                throw new ConfigurationException($"{props.Type} requires a mailbox with {semantics.Name}; {named.GetType().Name} ('{props.Mailbox}') is none.");
            return named;
        }

        return _byActor.TryGetValue(props.Type, out MailboxType? known) ? known : _byActor.GetOrAdd(props.Type, Required);
    }

    internal int StashCapacityOf(Props props)
    {
        if (props.StashCapacity != Deploy.NoStashSize) return props.StashCapacity;
        return props.Mailbox.Length == 0 || props.Mailbox is "unbounded" or "bounded" ? _stashCapacity : Section(props.Mailbox).Int("stash-capacity", -1);
    }

    private static Type? RequirementOf(Type actor) => actor.GetInterfaces()
        .FirstOrDefault(static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequiresMessageQueue<>))?.GetGenericArguments()[0];

    private MailboxType Required(Type actor)
    {
        if (RequirementOf(actor) is not { } semantics) return _default;
        if (!_requirements.TryGetValue(semantics.FullName!, out string? id) && !_requirements.TryGetValue($"{semantics.FullName}, {semantics.Assembly.GetName().Name}", out id))
            throw new ConfigurationException($"{actor} requires {semantics.FullName}, which 'akka.actor.mailbox.requirements' does not map to a mailbox.");
        MailboxType mailbox = Lookup(id);
        return mailbox.Satisfies(semantics)
            ? mailbox
            : throw new ConfigurationException($"'akka.actor.mailbox.requirements.{SettingsSection.Quote(semantics.FullName!)}' is '{id}', a {mailbox.GetType().Name}, which has no {semantics.Name}.");
    }

    private SettingsSection Section(string id) => new(_settings.Config, id, id == DefaultMailboxId ? null : _defaults);

    private MailboxType Read(string id)
    {
        switch (id)
        {
            case "unbounded":
                return new UnboundedMailbox();
            case "bounded":
                return Bounded(_defaults);
        }

        SettingsSection section = Section(id);
        if (!section.Has("mailbox-type"))
            throw new ConfigurationException($"There is no mailbox '{id}'. A mailbox is a section of the configuration with a mailbox-type, such as {id} {{ mailbox-type = bounded }}.");
        string type = section.Text("mailbox-type");
        string name = type.StartsWith(Theirs, StringComparison.Ordinal) ? type[Theirs.Length..] : type.StartsWith(Ours, StringComparison.Ordinal) ? type[Ours.Length..] : type;
        return name switch
        {
            "unbounded" or "UnboundedMailbox" or "UnboundedDequeBasedMailbox" => new UnboundedMailbox(),
            "bounded" or "BoundedMailbox" or "BoundedDequeBasedMailbox" => Bounded(section),
            _ => Custom(section, type),
        };
    }

    private static BoundedMailbox Bounded(SettingsSection section)
    {
        if (section.Duration("mailbox-push-timeout-time", TimeSpan.Zero) != TimeSpan.Zero)
            throw section.NotAllowed("mailbox-push-timeout-time", "0: a full mailbox never makes its sender wait; say with mailbox-overflow what it drops");
        return new BoundedMailbox(
            section.Int("mailbox-capacity", 1),
            section.Choice(
                "mailbox-overflow",
                ("drop-oldest", MailboxOverflow.DropOldest),
                ("drop-newest", MailboxOverflow.DropNewest),
                ("fail", MailboxOverflow.Fail)));
    }

    private MailboxType Custom(SettingsSection section, string type)
    {
        if (Type.GetType(type) is not { IsAbstract: false } found || !typeof(MailboxType).IsAssignableFrom(found) || found.GetConstructor([typeof(Settings), typeof(Config)]) is not { } constructor)
        {
            throw section.NotAllowed("mailbox-type", "unbounded, bounded, or the full name (\"Namespace.Type, Assembly\") of a class derived from UnboundedPriorityMailbox with a constructor (Settings, Config)");
        }

        return (MailboxType)constructor.Invoke([_settings, section.Config.GetConfig(section.Path)]);
    }
}
