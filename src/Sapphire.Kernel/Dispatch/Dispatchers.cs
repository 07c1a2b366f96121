using System.Collections.Concurrent;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Configuration;

namespace Sapphire.Kernel.Dispatch;

/// <summary>The dispatchers of a system: those it was made with, and those of the configuration by the path of their section. Thread-safe.</summary>
public sealed class Dispatchers
{
    /// <summary>The name of the default dispatcher.</summary>
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";

    private readonly ConcurrentDictionary<string, MessageDispatcher> _dispatchers = new(StringComparer.Ordinal);
    private readonly Config _config;
    private readonly Mailboxes _mailboxes;
    private readonly SettingsSection _defaults;

    internal Dispatchers(Settings settings, Mailboxes mailboxes)
    {
        _config = settings.Config;
        _mailboxes = mailboxes;
        _defaults = new SettingsSection(_config, DefaultDispatcherId);
        foreach (MessageDispatcher given in (MessageDispatcher[])[new CallingThreadDispatcher(CallingThreadDispatcher.DefaultId), .. settings.Setup.Dispatchers])
        {
            if (!_dispatchers.TryAdd(given.Id, given)) throw new ArgumentException($"Two dispatchers are named '{given.Id}'.", nameof(settings));
        }

        DefaultGlobalDispatcher = Lookup(DefaultDispatcherId);
        foreach (string key in new SettingsSection(_config, "akka.actor").Keys())
        {
            string id = "akka.actor." + SettingsSection.Quote(key);
            if (IsSection(id)) Lookup(id);
        }
    }

    /// <summary>Runs actors that name no dispatcher.</summary>
    public MessageDispatcher DefaultGlobalDispatcher { get; }

    /// <summary>Whether there is a dispatcher of that name.</summary>
    public bool HasDispatcher(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _dispatchers.ContainsKey(id) || IsSection(id);
    }

    /// <summary>The dispatcher of that name.</summary>
    /// <exception cref="ConfigurationException">There is none, or a key of its section is unknown or has a value that is not allowed.</exception>
    public MessageDispatcher Lookup(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _dispatchers.TryGetValue(id, out MessageDispatcher? found) ? found : _dispatchers.GetOrAdd(id, Read);
    }

    internal MessageDispatcher Of(Props props)
    {
        string id = props.Deploy.Dispatcher;
        return id.Length == 0 ? DefaultGlobalDispatcher : Lookup(id);
    }

    private bool IsSection(string id)
    {
        // The pool dispatcher of a deployment need not say its type; whoever writes it there means a dispatcher.
        try
        {
            return _config.HasPath(id + ".type") || (id.EndsWith(".pool-dispatcher", StringComparison.Ordinal) && _config.HasPath(id));
        }
        catch (HoconException)
        {
            return false;
        }
    }

    private MessageDispatcher Read(string id)
    {
        if (!IsSection(id)) throw new ConfigurationException($"There is no dispatcher '{id}'. A dispatcher is a section of the configuration with a type, such as {id} {{ type = Dispatcher }}. Known here: {string.Join(", ", _dispatchers.Keys.Order(StringComparer.Ordinal))}.");
        var section = new SettingsSection(_config, id, id == DefaultDispatcherId ? null : _defaults);
        SettingsSchema.CheckDispatcher(section);
        int throughput = section.Int("throughput", 1);
        TimeSpan deadline = section.Duration("throughput-deadline-time", TimeSpan.Zero);
        Kind kind = section.Choice(
            "type",
            ("Dispatcher", Kind.Pool),
            ("PinnedDispatcher", Kind.Pinned),
            ("CallingThreadDispatcher", Kind.CallingThread),
            ("Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit", Kind.CallingThread));
        _ = kind == Kind.Pinned
            ? section.Choice("executor", ("default-executor", 0), ("thread-pool-executor", 0), ("fork-join-executor", 0))
            : section.Choice("executor", ("default-executor", 0), ("thread-pool-executor", 0));
        MailboxType? mailbox = section.Has("mailbox-type") ? _mailboxes.Lookup(id) : null;
        return kind switch
        {
            Kind.Pinned => new PinnedDispatcher(id, throughput, deadline) { MailboxType = mailbox },
            Kind.CallingThread => new CallingThreadDispatcher(id) { MailboxType = mailbox },
            _ => new ThreadPoolDispatcher(id, throughput, deadline) { MailboxType = mailbox },
        };
    }

    private enum Kind
    {
        Pool,
        Pinned,
        CallingThread,
    }
}
