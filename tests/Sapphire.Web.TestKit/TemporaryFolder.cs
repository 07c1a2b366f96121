namespace Sapphire.Web.TestKit;

/// <summary>A folder that is gone when the test is.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path: short, since sockets may lie in it.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("sph-").FullName;

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
