namespace Sapphire.Persistence.Files;

/// <summary>
/// Where everything of one installation lives. One home has one owner at a time (<see cref="LockFile"/>).
/// Secrets of the default home are in the platform's configuration folder; those of any other home are in the home itself.
/// </summary>
public sealed class HomeFolder
{
    /// <summary>The environment variable that names the home where no option does.</summary>
    public const string EnvironmentVariable = "SAPPHIRE_HOME";

    private HomeFolder(string root, string secrets)
    {
        Root = root;
        SecretsFolder = secrets;
    }

    /// <summary>The home's absolute path.</summary>
    public string Root { get; }

    /// <summary>Passwords' hashes, keys, certificates (mode 0700).</summary>
    public string SecretsFolder { get; }

    /// <summary>The journal and snapshots: the truth.</summary>
    public string JournalFile => Path.Combine(Root, "data", "journal.db");

    /// <summary>Read models, a file for each generation of each: rebuilt from the journal when lost.</summary>
    public string ReadModelsFolder => Path.Combine(Root, "data", "read-models");

    /// <summary>Where versions before 0.2 kept all read models; removed at start.</summary>
    public string FormerReadModelsFile => Path.Combine(Root, "data", "read-models.db");

    /// <summary>What the assistant was asked to remember.</summary>
    public string MemoryFile => Path.Combine(Root, "data", "memory.db");

    /// <summary>Images that were attached to messages, under their hashes.</summary>
    public string ImagesFolder => Path.Combine(Root, "images");

    /// <summary>What a person changes in the page.</summary>
    public string SettingsFile => Path.Combine(Root, "settings.json");

    /// <summary>An operator's own settings, over <c>hocon/sapphire.conf</c>.</summary>
    public string ConfigurationFile => Path.Combine(Root, "sapphire.conf");

    /// <summary>Rotating logs.</summary>
    public string LogsFolder => Path.Combine(Root, "logs");

    /// <summary>Where backups are put unless a command says otherwise.</summary>
    public string BackupsFolder => Path.Combine(Root, "backups");

    /// <summary>Held for as long as a process owns the home.</summary>
    public string LockFile => Path.Combine(Root, "sapphire.lock");

    /// <summary>The socket over which verbs reach a running server. Short, since a socket's path has at most 107 bytes.</summary>
    public string ControlSocket => Path.Combine(Root, "control.sock");

    /// <summary>The bcrypt hash of the password; deleting it and restarting reopens the setup.</summary>
    public string SecretKeyFile => Path.Combine(SecretsFolder, "secret_key");

    /// <summary>The connection string of PostgreSQL, where the home's events are kept there.</summary>
    public string PostgreSqlFile => Path.Combine(SecretsFolder, "postgresql");

    /// <summary>The home named by <paramref name="path"/>, else by the environment, else the platform's data folder.</summary>
    public static HomeFolder Resolve(string? path = null)
    {
        string? named = string.IsNullOrWhiteSpace(path) ? Environment.GetEnvironmentVariable(EnvironmentVariable) : path;
        if (string.IsNullOrWhiteSpace(named))
        {
            return new(DefaultRoot(), DefaultSecrets());
        }

        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        return string.Equals(root, DefaultRoot(), StringComparison.Ordinal)
            ? new(root, DefaultSecrets())
            : new(root, Path.Combine(root, "secrets"));
    }

    /// <summary>This home with its secrets elsewhere, as while a backup is being restored.</summary>
    public HomeFolder WithSecrets(string folder) => new(Root, folder);

    /// <summary>Makes the folders that are not there, private to the user.</summary>
    /// <exception cref="IOException">The home cannot be written; the message says what to do.</exception>
    public void Create()
    {
        foreach (string folder in new[] { Root, Path.Combine(Root, "data"), LogsFolder, SecretsFolder })
        {
            try
            {
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(folder);
                }
                else
                {
                    Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                throw new IOException($"Cannot create the folder {folder}: {e.Message} Choose another home with --home DIR, or make this one writable.", e);
            }
        }
    }

    private static string DefaultRoot() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), OperatingSystem.IsLinux() ? "sapphire" : "Sapphire");

    private static string DefaultSecrets() =>
        OperatingSystem.IsMacOS()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Library", "Application Support", "Sapphire", "secrets")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), OperatingSystem.IsLinux() ? "sapphire" : "Sapphire");
}
