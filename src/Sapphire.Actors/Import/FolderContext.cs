using System.Collections.Immutable;
using Sapphire.Actors.Import.Old;
using Sapphire.Persistence.Tools;

namespace Sapphire.Actors.Import;

/// <summary>One import, as its steps see it.</summary>
/// <param name="folder">The old folder.</param>
/// <param name="settings">The old settings.</param>
/// <param name="credentials">The old keys and passwords.</param>
/// <param name="dryRun">True when nothing may be written.</param>
/// <param name="zone">Where times without an offset were written.</param>
/// <param name="workFolder">For files that are deleted again.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class FolderContext(
    OldFolder folder, OldSettings settings, OldCredentials credentials, bool dryRun, TimeZoneInfo zone, string workFolder, IProgress<ToolProgress> progress)
{
    private readonly List<FolderLine> _lines = [];

    public OldFolder Folder { get; } = folder;

    public OldSettings Settings { get; } = settings;

    public OldCredentials Credentials { get; } = credentials;

    public bool DryRun { get; } = dryRun;

    public TimeZoneInfo Zone { get; } = zone;

    public string WorkFolder { get; } = workFolder;

    public IProgress<ToolProgress> Progress { get; } = progress;

    /// <summary>The ids of persistent actors whose events were changed.</summary>
    public List<string> Changed { get; } = [];

    /// <summary>Provider ids here, by the old keys.</summary>
    public Dictionary<string, string> Providers { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of prompts here, by the old ones.</summary>
    public Dictionary<string, string> Prompts { get; } = new(StringComparer.Ordinal);

    /// <summary>What has been told so far, in the order of the parts.</summary>
    public ImmutableArray<FolderLine> Lines => [.. _lines.OrderBy(static line => line.Part)];

    public void Add(FolderPart part, string name, FolderOutcome outcome, string detail = "") => _lines.Add(new(part, name, outcome, detail));

    public void NotTaken(FolderPart part, string name, string why) => Add(part, name, FolderOutcome.NotTaken, why.Length > 0 && char.IsLower(why[0]) ? $"{char.ToUpperInvariant(why[0])}{why[1..]}." : why);

    /// <summary>Reads a file; says why and gives null where that fails, and null where it is not there.</summary>
    public byte[]? ReadFile(FolderPart part, string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotTaken(part, Folder.Name(path), $"It cannot be read: {e.Message}");
            return null;
        }
    }

    /// <summary>Does something with a file; says why where it is damaged or cannot be read.</summary>
    public void Try(FolderPart part, string name, Action work)
    {
        try
        {
            work();
        }
        catch (OldFormatException e)
        {
            NotTaken(part, name, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotTaken(part, name, $"It cannot be read: {e.Message}");
        }
    }
}
