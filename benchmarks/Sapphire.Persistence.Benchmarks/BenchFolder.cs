namespace Sapphire.Persistence.Benchmarks;

/// <summary>A folder of its own for one run.</summary>
internal sealed class BenchFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("sapphire-bench-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
