namespace Sapphire.Persistence.Documents;

/// <summary>A row of the table of documents.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Content">As it is stored: encrypted where it is a secret.</param>
internal sealed record DocumentRow(string Key, long Version, byte[] Content);
