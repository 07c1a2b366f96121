namespace Sapphire.Persistence.Blobs;

/// <summary>One blob, without its bytes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="KeptAt">When it was last kept or renewed.</param>
public readonly record struct BlobInfo(string Id, DateTimeOffset KeptAt);
