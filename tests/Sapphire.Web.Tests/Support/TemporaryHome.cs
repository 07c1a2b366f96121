using Sapphire.Persistence.Files;

namespace Sapphire.Web.Tests.Support;

/// <summary>A home that is deleted with the test.</summary>
public sealed class TemporaryHome : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("sapphire-test-");

    public TemporaryHome() => Folder = HomeFolder.Resolve(Path.Combine(_parent.FullName, "home"));

    public HomeFolder Folder { get; }

    public string Root => Folder.Root;

    public string Log => string.Concat(Directory.Exists(Folder.LogsFolder) ? Directory.GetFiles(Folder.LogsFolder).Select(ReadShared) : []);

    public string Sub(string name) => Path.Combine(_parent.FullName, name);

    public void Dispose() => _parent.Delete(recursive: true);

    private static string ReadShared(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
