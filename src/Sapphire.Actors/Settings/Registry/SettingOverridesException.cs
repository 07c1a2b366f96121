namespace Sapphire.Actors.Settings.Registry;

/// <summary>The environment or the command line sets something that cannot be set.</summary>
public sealed class SettingOverridesException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">One sentence each.</param>
    public SettingOverridesException(IReadOnlyList<string> problems)
        : base(string.Join(" ", problems)) => Problems = problems;

    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
