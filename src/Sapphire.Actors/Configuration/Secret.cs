namespace Sapphire.Actors.Configuration;

/// <summary>A text that must not be shown: its own text says only whether there is one.</summary>
/// <param name="Value">The text itself.</param>
public sealed record Secret(string Value)
{
    /// <summary>No secret.</summary>
    public static readonly Secret None = new("");

    /// <inheritdoc />
    public override string ToString() => Value.Length == 0 ? "" : "(secret)";
}
