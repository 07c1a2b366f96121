namespace Sapphire.Persistence.Documents;

/// <summary>What a document holds at one moment. The same content read twice is the same object.</summary>
/// <param name="bytes">The bytes.</param>
public sealed class DocumentContent(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;
}
