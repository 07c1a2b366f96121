namespace Sapphire.Actors.Privacy;

/// <summary>How a SOCKS5 proxy has greeted.</summary>
internal enum SocksGreeting
{
    /// <summary>It asks for no user.</summary>
    Open,

    /// <summary>It took the user and the password.</summary>
    LoggedIn,

    /// <summary>It wants a user and a password, and none is known.</summary>
    WantsUser,

    /// <summary>It takes neither no user nor one with a password.</summary>
    TakesNeither,

    /// <summary>It refuses the user or the password.</summary>
    RefusesUser,

    /// <summary>It speaks something else.</summary>
    NotSocks,
}
