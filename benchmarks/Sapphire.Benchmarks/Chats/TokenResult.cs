namespace Sapphire.Benchmarks.Chats;

/// <summary>What came of a <see cref="TokenLoad"/>.</summary>
/// <param name="Ages">From the model's write of a token to a browser's having it.</param>
/// <param name="ServerCores">Processors that the server used while all streamed; null where that was too short.</param>
/// <param name="OwnCores">Processors that model and browsers used: of the same machine; null as above.</param>
internal sealed record TokenResult(Spread Ages, double? ServerCores, double? OwnCores);
