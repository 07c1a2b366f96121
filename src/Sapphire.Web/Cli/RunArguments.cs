namespace Sapphire.Web.Cli;

/// <summary>What <c>run</c> was given; null for what was not.</summary>
/// <param name="Home">The data folder.</param>
/// <param name="Port">The https port.</param>
/// <param name="Roles">What the node does.</param>
/// <param name="Broker">The broker's address; may hold a password.</param>
/// <param name="Store">The database's address; may hold a password.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Room">The name of the room that this machine is.</param>
/// <param name="Config">A configuration file.</param>
/// <param name="Set">Settings, each as KEY=VALUE.</param>
internal sealed record RunArguments(string? Home, int? Port, string? Roles = null, string? Broker = null, string? Store = null, string? Node = null, string? Room = null, string? Config = null, IReadOnlyList<string>? Set = null)
{
    /// <summary>The values that go before those of all files.</summary>
    public IReadOnlyDictionary<string, string?> Overrides()
    {
        Dictionary<string, string?> values = new(StringComparer.OrdinalIgnoreCase);
        Set("cluster:roles", Roles);
        Set("cluster:broker", Broker);
        Set("cluster:node", Node);
        Set("room:name", Room);
        if (Store is not null)
        {
            Set("storage:kind", "postgresql");
            Set("storage:postgresql:connection-string", Store);
            Set("storage:shared", "yes");
        }

        return values;

        void Set(string key, string? value)
        {
            if (value is not null)
            {
                values[$"sapphire:{key}"] = value;
            }
        }
    }

    // Addresses may hold passwords.
    /// <inheritdoc />
    public override string ToString() => $"run --home {Home} --roles {Roles} --node {Node}";
}
