using System.Collections.Immutable;
using Sapphire.Actors.Images;
using Sapphire.Actors.Import.Old;
using Sapphire.Actors.Models;
using Sapphire.Actors.Prompts.Avatars;
using Sapphire.Persistence.Blobs;
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

    /// <summary>Ids of personas here, by the old keys.</summary>
    public Dictionary<string, string> Personas { get; } = new(StringComparer.Ordinal);

    /// <summary>The name here of an old toolset; null for one that does not exist.</summary>
    public Func<string, string?> Toolset { get; set; } = static _ => null;

    /// <summary>The profiles of models that this import makes, by their keys: a dry run has stored none.</summary>
    public Dictionary<string, ModelProfile> Profiles { get; } = new(StringComparer.Ordinal);

    /// <summary>The files of pictures that were told of.</summary>
    public HashSet<string> Pictures { get; } = new(StringComparer.Ordinal);

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

    /// <summary>Keeps an avatar's picture, or with a dry run only checks it; gives its id. Says why and gives null where it cannot be taken.</summary>
    public async Task<string?> PictureAsync(FolderPart part, string file, ImageStore images, CancellationToken cancellationToken)
    {
        if (ReadFile(part, file) is not { } bytes)
        {
            return null;
        }

        try
        {
            if (bytes.Length > AvatarBook.MaxBytes)
            {
                NotTaken(part, Folder.Name(file), $"It has more than {AvatarBook.MaxBytes >> 20} MiB. Make it smaller, and give it in the page.");
                return null;
            }

            ImageStore.Check(bytes);
            return DryRun ? BlobId.Of(bytes) : (await images.SaveAsync(bytes, cancellationToken)).Id;
        }
        catch (ImageException e)
        {
            NotTaken(part, Folder.Name(file), e.Message);
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
