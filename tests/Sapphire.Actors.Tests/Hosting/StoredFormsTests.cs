using Sapphire.Actors.Tests.Settings;
using Sapphire.Persistence;
using Sapphire.Persistence.TestKit;

namespace Sapphire.Actors.Tests.Hosting;

public sealed class StoredFormsTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    // What a new kind of actor stores must get its golden files too.
    [Fact]
    public async Task Every_form_that_the_program_reads_or_writes_has_a_golden_file_and_every_file_its_form()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path));
        string[] files =
        [
            .. Directory.EnumerateFiles(GoldenFiles.FolderBeside(".."), "*.json", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "golden")
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Order(StringComparer.Ordinal),
        ];
        sapphire.Get<PersistenceExtension>().Events.Manifests.ShouldBe(files);
    }
}
