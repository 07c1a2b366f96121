using Microsoft.Extensions.Logging;
using Sapphire.Persistence.Files;

namespace Sapphire.Persistence.Documents;

/// <summary>The small documents of a node: files of its home, or, where nodes share a store, documents of that.</summary>
/// <param name="home">The home of this node.</param>
/// <param name="shared">What the nodes share; null for a node by itself.</param>
/// <param name="time">The clock.</param>
/// <param name="logging">For files that cannot be watched.</param>
public sealed class NodeDocuments(HomeFolder home, IDocumentStore? shared = null, TimeProvider? time = null, ILoggerFactory? logging = null) : IAsyncDisposable
{
    /// <summary>What the nodes share; null for a node by itself.</summary>
    public IDocumentStore? Shared => shared;

    /// <summary>What a person changes in the page.</summary>
    public IDocument Settings() =>
        shared?.Open("settings.json", secret: false) ?? new FileDocument(home.SettingsFile, watch: true, time, logging?.CreateLogger<FileDocument>());

    /// <summary>A file of the home that a person may edit, such as <c>prompts/prompt_pieces.json</c>.</summary>
    /// <param name="path">Its path below the home, with slashes; its key where nodes share it.</param>
    /// <param name="watch">True to be told when somebody else changes it.</param>
    public IDocument Open(string path, bool watch = true)
    {
        if (shared is not null)
        {
            return shared.Open(path, secret: false);
        }

        string file = Path.Combine([home.Root, .. path.Split('/')]);
        string folder = Path.GetDirectoryName(file)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            // What is not there yet cannot be watched.
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FileDocument(file, watch, time, logging?.CreateLogger<FileDocument>());
    }

    /// <summary>The password's hash.</summary>
    public IDocument Password() => shared?.Open("password", secret: true) ?? new FileDocument(home.SecretKeyFile);

    /// <summary>A document among the secrets.</summary>
    /// <param name="name">Its name, in the store and in the folder.</param>
    public IDocument Secret(string name) => shared?.Open(name, secret: true) ?? new FileDocument(Path.Combine(home.SecretsFolder, name));

    /// <summary>Closes the store.</summary>
    public ValueTask DisposeAsync() => shared?.DisposeAsync() ?? ValueTask.CompletedTask;
}
