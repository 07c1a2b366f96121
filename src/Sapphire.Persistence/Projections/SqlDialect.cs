namespace Sapphire.Persistence.Projections;

/// <summary>Which SQL a store speaks, where one form does not fit both.</summary>
public enum SqlDialect
{
    /// <summary>SQLite 3.35 or newer, with FTS5.</summary>
    Sqlite,

    /// <summary>PostgreSQL 13 or newer.</summary>
    Postgres,
}
