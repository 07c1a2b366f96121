namespace Sapphire.Actors.Configuration;

/// <summary>Section <c>sapphire.web.login</c>.</summary>
public sealed record LoginOptions
{
    /// <summary>Failed logins of one address within <see cref="Window"/> before further ones are refused.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The time over which failed logins are counted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a login lasts without use.</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromDays(30);

    internal static LoginOptions Read(OptionsReader reader)
    {
        var defaults = new LoginOptions();
        return new LoginOptions
        {
            Attempts = reader.Int("web.login.attempts", defaults.Attempts, 1, 1000),
            Window = reader.Duration("web.login.window", defaults.Window, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            Session = reader.Duration("web.login.session", defaults.Session, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)),
        };
    }
}
