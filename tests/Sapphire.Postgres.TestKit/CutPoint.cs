namespace Sapphire.Postgres.TestKit;

/// <summary>Where a connection is cut.</summary>
public enum CutPoint
{
    /// <summary>What the client sends does not reach the server.</summary>
    BeforeTheServer,

    /// <summary>The server has answered; its answer does not reach the client.</summary>
    AfterTheAnswer,

    /// <summary>The server has what the client sent; nobody waits for what it makes of it.</summary>
    AfterSending,
}
