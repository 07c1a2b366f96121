namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.storage</c>.</summary>
public sealed record StorageOptions
{
    /// <summary>Where events are stored.</summary>
    public StorageKind Kind { get; init; } = StorageKind.Sqlite;

    /// <summary>The database server, where it is one.</summary>
    public PostgreSqlOptions PostgreSql { get; init; } = new();

    /// <summary>True to keep settings, keys, logins and memory in the database too, for all nodes.</summary>
    public bool Shared { get; init; }

    internal static StorageOptions Read(OptionsReader reader) => new()
    {
        Kind = reader.Choice("storage.kind", new StorageOptions().Kind),
        PostgreSql = PostgreSqlOptions.Read(reader),
        Shared = reader.Choice("storage.shared", YesNo.No) == YesNo.Yes,
    };
}
