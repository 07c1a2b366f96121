namespace Sapphire.Persistence.Tools;

/// <summary>What was exported.</summary>
/// <param name="Ids">Ids.</param>
/// <param name="Events">Events.</param>
/// <param name="Snapshots">Snapshots.</param>
public sealed record ExportReport(long Ids, long Events, long Snapshots);
