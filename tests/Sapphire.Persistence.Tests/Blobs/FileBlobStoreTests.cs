using Sapphire.Persistence.Blobs;

namespace Sapphire.Persistence.Tests.Blobs;

public sealed class FileBlobStoreTests : BlobStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sapphire-test-").FullName;

    [Fact]
    public async Task Only_the_owner_may_read_the_files_and_nothing_half_written_is_left()
    {
        string id = await Blobs.SaveAsync(new byte[] { 1, 2, 3 });
        string file = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldBe(id);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.GetDirectoryName(file)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected override Task<IBlobStore> OpenAsync() => Task.FromResult<IBlobStore>(new FileBlobStore(Path.Combine(_folder, "images"), Time));
}
