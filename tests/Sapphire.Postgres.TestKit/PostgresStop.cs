namespace Sapphire.Postgres.TestKit;

/// <summary>How a server is stopped.</summary>
public enum PostgresStop
{
    /// <summary>Ends every connection, rolls their transactions back, and writes a checkpoint.</summary>
    Fast,

    /// <summary>Ends at once without a checkpoint; the next start recovers from the log.</summary>
    Immediate,
}
