namespace Sapphire.Actors.Settings;

/// <summary><c>settings.json</c> is not what it should be.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SettingsException(SettingsError error, Exception? innerException = null) : base(error.ToString(), innerException) => Error = error;

    /// <summary>What and where.</summary>
    public SettingsError Error { get; }
}
