using Sapphire.Audio.Engines;
using Sapphire.Audio.Native;

namespace Sapphire.Audio.Tests.Engines;

public sealed class EngineProbeTests
{
    [Theory]
    [InlineData(EngineNames.Flite)]
    [InlineData(EngineNames.EspeakNg)]
    [InlineData(EngineNames.SoundFile)]
    [InlineData(EngineNames.PocketSphinx)]
    public void TheEnginesOfThisMachineAreFound(string engine) => EngineProbe.FindProblem(engine).ShouldBeNull();

    [Fact]
    public void OfAnotherEngineOnlyItsWorkerKnows() => EngineProbe.FindProblem("none").ShouldBeNull();

    [Theory]
    [InlineData("libsapphire-none.so.1", false)]
    [InlineData("flite.so.1", false)]
    [InlineData("libflite.so", false)]
    [InlineData("libc.so.6", true)]
    public void LibrariesAreFoundByTheirWholeName(string file, bool found) => LibrarySearch.Contains(file).ShouldBe(found);

    [Fact]
    public void AMissingLibraryNamesItsPackage()
    {
        EngineUnavailableException e = Should.Throw<EngineUnavailableException>(() => SharedLibrary.Require(EngineNames.Flite, "libsapphire-none.so.1", "libflite1"));
        e.Package.ShouldBe("libflite1");
        e.Engine.ShouldBe(EngineNames.Flite);
        e.Message.ShouldBe("flite cannot be used: libsapphire-none.so.1 is missing. Install the package libflite1 (apt-get install libflite1) and start Sapphire again.");
    }
}
