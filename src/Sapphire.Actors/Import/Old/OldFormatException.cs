namespace Sapphire.Actors.Import.Old;

/// <summary>Something of the old folder cannot be read.</summary>
/// <param name="message">Why, as the end of a sentence.</param>
/// <param name="inner">The cause.</param>
public sealed class OldFormatException(string message, Exception? inner = null) : Exception(message, inner);
