using System.Runtime.InteropServices;
using System.Text.Json;
using Sapphire.Persistence.Files;

namespace Sapphire.Persistence.Backup;

/// <summary>
/// The step of a restore that cannot be one rename: it replaces the entries of a home by prepared ones. A small file holds what is to
/// be done, so that after a kill at any moment the next start ends with the old home or the new one, never with half of each.
/// The caller holds the lock of the home.
///
///   prepared ──► intent on disk ──► (journal outside the home: one transaction) ──► old entries aside ──► new entries in ──► secrets ──► intent gone
///      │                │                                                              │
///      killed: the      killed before the transaction was committed:                   killed: every step is looked at and done
///      prepared folder  the intent and the prepared folder are deleted                 where it was not; a step that fails while the
///      is deleted                                                                      program lives takes back those before it
/// </summary>
internal sealed class HomeReplacement
{
    private readonly HomeFolder _home;
    private readonly ReplacementIntent _intent;

    private HomeReplacement(HomeFolder home, ReplacementIntent intent)
    {
        _home = home;
        _intent = intent;
    }

    private string Prepared => PreparedFolder(_home);

    private string? Aside => _intent.Aside is null ? null : Path.GetFullPath(Path.Combine(_home.Root, _intent.Aside));

    /// <summary>Where the new entries of the home are made ready.</summary>
    public static string PreparedFolder(HomeFolder home) => Path.Combine(home.Root, HomeContents.RestoreFolder, "home");

    /// <summary>Where the new secrets are made ready.</summary>
    public static string PreparedSecrets(HomeFolder home) => Path.Combine(home.Root, HomeContents.RestoreFolder, "secrets");

    /// <summary>True when a restore of this home was interrupted.</summary>
    public static bool IsPending(HomeFolder home) =>
        File.Exists(IntentPath(home)) || Directory.Exists(Path.Combine(home.Root, HomeContents.RestoreFolder));

    /// <summary>Reads what an interrupted restore had decided; null when it had decided nothing.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static HomeReplacement? Load(HomeFolder home)
    {
        string path = IntentPath(home);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            ReplacementIntent intent = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.ReplacementIntent)!;
            return new(home, intent);
        }
        catch (JsonException e)
        {
            throw new IOException($"{path} is damaged. It belongs to a restore that was interrupted: the new files are in {PreparedFolder(home)} or in the home, the old ones in a folder beside the home whose name has 'before-restore'. Put together which you want, then delete {path}.", e);
        }
    }

    /// <summary>Writes down what is to be done.</summary>
    public static HomeReplacement Begin(HomeFolder home, ReplacementIntent intent)
    {
        HomeReplacement replacement = new(home, intent);
        replacement.Store();
        return replacement;
    }

    /// <summary>Which restore this is, while it is not known whether the journal outside the home was replaced; else null.</summary>
    public string? OpenExternal => _intent.External ? _intent.RestoreId : null;

    /// <summary>Notes that the journal outside the home is replaced: from here on the rest is done whatever happens.</summary>
    public HomeReplacement ExternalIsReplaced()
    {
        // It was the carrier; in the home it would be an old journal beside the true one.
        foreach (string file in Directory.Exists(Path.Combine(Prepared, "data")) ? Directory.EnumerateFiles(Path.Combine(Prepared, "data"), "journal.db*") : [])
        {
            File.Delete(file);
        }

        HomeReplacement next = new(_home, _intent with { External = false });
        next.Store();
        return next;
    }

    /// <summary>Does what is left to do.</summary>
    /// <exception cref="IOException">A step failed; what was done is taken back where that is possible.</exception>
    public void Finish(bool takeBack)
    {
        try
        {
            MoveAside();
            FaultPoint.Pass("restore-aside");
            MoveIn();
            FaultPoint.Pass("restore-in");
            if (_intent.Secrets)
            {
                ReplaceSecrets();
            }
        }
        catch (Exception e) when (takeBack && e is IOException or UnauthorizedAccessException)
        {
            TakeBack();
            Discard(_home);
            throw new IOException($"The files of {_home.Root} could not be replaced: {e.Message} They are as they were.", e);
        }

        FolderSync.Sync(Prepared);
        FolderSync.Sync(_home.Root);
        FaultPoint.Pass("restore-replaced");
        Discard(_home);
    }

    /// <summary>Deletes what a restore that has changed nothing, or has ended, left in the home.</summary>
    public static void Discard(HomeFolder home)
    {
        File.Delete(IntentPath(home));
        FolderSync.Sync(home.Root);
        FaultPoint.Pass("restore-intent-gone");
        PrivateFolder.Delete(Path.Combine(home.Root, HomeContents.RestoreFolder));
    }

    private static string IntentPath(HomeFolder home) => Path.Combine(home.Root, HomeContents.IntentFile);

    private void Store() => DurableFile.Write(IntentPath(_home), JsonSerializer.SerializeToUtf8Bytes(_intent, BackupJson.Default.ReplacementIntent));

    private void MoveAside()
    {
        if (Aside is not { } aside)
        {
            return;
        }

        PrivateFolder.Create(aside);
        CopySecretsAside(aside);
        foreach (string name in _intent.Old)
        {
            if (!Exists(Path.Combine(aside, name)))
            {
                Rename(Path.Combine(_home.Root, name), Path.Combine(aside, name));
                FaultPoint.Pass("restore-moving-aside");
            }
        }

        FolderSync.Sync(aside);
        FolderSync.Sync(Path.GetDirectoryName(aside)!);
    }

    private void MoveIn()
    {
        foreach (string name in _intent.New)
        {
            if (Exists(Path.Combine(Prepared, name)))
            {
                Rename(Path.Combine(Prepared, name), Path.Combine(_home.Root, name));
                FaultPoint.Pass("restore-moving-in");
            }
        }
    }

    private void TakeBack()
    {
        foreach (string name in _intent.New.Reverse())
        {
            if (!Exists(Path.Combine(Prepared, name)) && Exists(Path.Combine(_home.Root, name)))
            {
                Rename(Path.Combine(_home.Root, name), Path.Combine(Prepared, name));
            }
        }

        if (Aside is not { } aside)
        {
            return;
        }

        foreach (string name in _intent.Old.Reverse())
        {
            if (Exists(Path.Combine(aside, name)))
            {
                Rename(Path.Combine(aside, name), Path.Combine(_home.Root, name));
            }
        }

        if (_intent.Secrets)
        {
            PutSecrets(Path.Combine(aside, "secrets"));
        }

        PrivateFolder.Delete(aside);
    }

    // The old home is to work on its own, so it gets its secrets too; those of the home stay valid where the backup has none.
    private void CopySecretsAside(string aside)
    {
        foreach (HomeFile secret in HomeContents.ListSecrets(_home))
        {
            string target = Path.Combine(aside, secret.Name);
            if (!File.Exists(target))
            {
                PrivateFolder.Create(Path.GetDirectoryName(target)!);
                DurableFile.Write(target, File.ReadAllBytes(secret.Path));
            }
        }
    }

    private void ReplaceSecrets()
    {
        PutSecrets(PreparedSecrets(_home));
        FaultPoint.Pass("restore-secrets");
    }

    private void PutSecrets(string from)
    {
        HashSet<string> put = new(StringComparer.Ordinal);
        foreach (string file in Directory.Exists(from) ? Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            string target = Path.Combine(_home.SecretsFolder, Path.GetRelativePath(from, file));
            PrivateFolder.Create(Path.GetDirectoryName(target)!);
            DurableFile.Write(target, File.ReadAllBytes(file));
            put.Add(target);
        }

        foreach (HomeFile old in HomeContents.ListSecrets(_home).Where(old => !put.Contains(old.Path)))
        {
            File.Delete(old.Path);
        }
    }

    // A link counts as itself, wherever it leads.
    private static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static void Rename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.Move(from, to);
        }
        else if (NativeFile.Rename(from, to) != 0)
        {
            throw new IOException($"Cannot move {from} to {to}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

}
