namespace Sapphire.Actors.Configuration;

/// <summary>Where events are stored.</summary>
public enum StorageKind
{
    /// <summary>In a file of the home.</summary>
    Sqlite,

    /// <summary>In a database server.</summary>
    PostgreSql,
}
