namespace Sapphire.Web.Logging;

/// <summary>The log of a node: what writes it, and its newest lines.</summary>
/// <param name="writer">Writes it.</param>
/// <param name="recent">Its newest lines.</param>
internal sealed class NodeLogging(ILoggerFactory writer, LogRing recent) : ILoggerFactory
{
    /// <summary>The newest lines.</summary>
    public LogRing Recent => recent;

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => writer.CreateLogger(categoryName);

    /// <inheritdoc />
    public void AddProvider(ILoggerProvider provider) => writer.AddProvider(provider);

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();
}
