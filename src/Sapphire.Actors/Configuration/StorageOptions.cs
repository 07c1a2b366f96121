namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.storage</c>.</summary>
public sealed record StorageOptions
{
    /// <summary>Where events are stored.</summary>
    public StorageKind Kind { get; init; } = StorageKind.Sqlite;

    /// <summary>The database server, where it is one.</summary>
    public PostgreSqlOptions PostgreSql { get; init; } = new();

    internal static StorageOptions Read(OptionsReader reader) => new()
    {
        Kind = reader.Choice("storage.kind", new StorageOptions().Kind),
        PostgreSql = PostgreSqlOptions.Read(reader),
    };
}
