namespace Sapphire.Persistence.Journal;

/// <summary>A payload as a row holds it.</summary>
/// <param name="Bytes">The payload, perhaps compressed.</param>
/// <param name="Encoding">How: <see cref="PayloadCodec.Plain"/> or <see cref="PayloadCodec.Brotli"/>.</param>
/// <param name="Checksum">Over the whole row; null for one written before checksums were kept.</param>
public sealed record StoredPayload(byte[] Bytes, int Encoding, long? Checksum);
