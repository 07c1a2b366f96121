using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Sapphire.Audio.Engines;
using Sapphire.Audio.Workers;
using Sapphire.Web.Cli;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Cli;

/// <summary>The program as a worker, with the test as its host.</summary>
public sealed class WorkerVerbTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(EngineNames.Flite)]
    [InlineData(EngineNames.EspeakNg)]
    [InlineData(EngineNames.PocketSphinx)]
    [InlineData(EngineNames.SoundFile)]
    public async Task AnEngineSaysHelloLoadsAndEndsWithItsLink(string engine)
    {
        Directory.CreateDirectory(_home.Root);
        string path = Path.Combine(_home.Root, "w.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        Task<(int Status, string Output, string Errors)> worker = SapphireProcess.RunAsync("secret\n", "worker", engine, "--link", path);
        long ended;
        using (Socket socket = await listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))
        {
            await using NetworkStream stream = new(socket);
            FrameReader reader = new(stream);
            Frame first = (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
            WorkerHello hello = WorkerJson.Read(first, WorkerJsonContext.Default.WorkerHello);
            (hello.Protocol, hello.Engine, hello.Token).ShouldBe((WorkerHello.Version, engine, "secret"));
            await new FrameWriter(stream).WriteAsync(
                FrameKind.Configure, 0, JsonSerializer.SerializeToUtf8Bytes(WorkerConfiguration.Empty, WorkerJsonContext.Default.WorkerConfiguration), TestContext.Current.CancellationToken);
            Frame second = (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
            WorkerReady ready = WorkerJson.Read(second, WorkerJsonContext.Default.WorkerReady);
            ready.Voices.IsEmpty.ShouldBe(engine is EngineNames.PocketSphinx or EngineNames.SoundFile);
            ended = Stopwatch.GetTimestamp();
        }

        (await worker).Status.ShouldBe(0, (await worker).Errors);
        Stopwatch.GetElapsedTime(ended).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task AnEngineThatIsNoneAndAHostThatIsGoneAreNamed()
    {
        (int status, _, string errors) = await SapphireProcess.RunAsync("x\n", "worker", "none", "--link", "nowhere");
        (status, errors.Trim()).ShouldBe((ExitStatus.Usage, "sapphire: There is no engine none."));
        (status, _, errors) = await SapphireProcess.RunAsync("x\n", "worker", EngineNames.Flite, "--link", Path.Combine(_home.Root, "none"));
        status.ShouldBe(WorkerStatus.NoHost);
        errors.ShouldStartWith("There is no host at");
    }
}
