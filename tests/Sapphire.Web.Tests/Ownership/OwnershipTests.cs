using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sapphire.Actors.Ask;
using Sapphire.Persistence.Files;
using Sapphire.Web.Cli;
using Sapphire.Web.Ownership;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Ownership;

public sealed class OwnershipTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void AHomeHasOneOwnerAndTellsWho()
    {
        using (HomeLock first = HomeLock.TryTake(_home.Folder, "run", TimeProvider.System).ShouldNotBeNull())
        {
            first.Announce(["https://192.0.2.1:8073"]);
            HomeLock.TryTake(_home.Folder, "run", TimeProvider.System).ShouldBeNull();
            HomeOwner owner = HomeLock.ReadOwner(_home.Folder).ShouldNotBeNull();
            owner.ProcessId.ShouldBe(Environment.ProcessId);
            owner.ToString().ShouldContain("https://192.0.2.1:8073");
            File.GetUnixFileMode(_home.Folder.LockFile).ShouldBe(Private);
        }

        HomeLock.TryTake(_home.Folder, "ask", TimeProvider.System).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public async Task ASecondServerSaysWhoHoldsTheHome()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        CliException e = await Should.ThrowAsync<CliException>(() => TestServer.StartAsync(_home));
        e.Status.ShouldBe(ExitStatus.HomeHeld);
        e.Message.ShouldContain($"process {Environment.ProcessId}");
        e.Message.ShouldContain(server.Host.LoopbackAddress);
        e.Message.ShouldContain("--home");
    }

    [Fact]
    public async Task TheControlSocketIsPrivateAnswersAndGoesWithTheServer()
    {
        await using (TestServer server = await TestServer.StartAsync(_home))
        {
            File.GetUnixFileMode(_home.Folder.ControlSocket).ShouldBe(Private);
            using ControlClient client = (await ControlClient.ConnectAsync(_home.Folder, CancellationToken.None)).ShouldNotBeNull();
            (await client.PingAsync(CancellationToken.None)).Addresses.ShouldContain(server.Host.LoopbackAddress);
        }

        File.Exists(_home.Folder.ControlSocket).ShouldBeFalse();
        (await ControlClient.ConnectAsync(_home.Folder, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task AStaleSocketIsReplaced()
    {
        _home.Folder.Create();
        using (Socket stale = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(_home.Folder.ControlSocket));
        }

        // .NET removes the path of a socket that it closes; a killed process does not.
        await File.WriteAllTextAsync(_home.Folder.ControlSocket, "");
        (await ControlClient.ConnectAsync(_home.Folder, CancellationToken.None)).ShouldBeNull();
        await using TestServer server = await TestServer.StartAsync(_home);
        using ControlClient client = (await ControlClient.ConnectAsync(_home.Folder, CancellationToken.None)).ShouldNotBeNull();
        (await client.PingAsync(CancellationToken.None)).ProcessId.ShouldBe(Environment.ProcessId);
    }

    [Fact]
    public async Task ALongHomeHasItsSocketInAShortPrivateFolder()
    {
        HomeFolder home = HomeFolder.Resolve(_home.Sub(new string('x', 120)));
        await using ControlServer server = ControlServerOf(home, (_, _) => Task.FromResult(new ControlReply()));
        string path = ControlSocketPath.Find(home);
        ControlSocketPath.Fits(path).ShouldBeTrue();
        File.GetUnixFileMode(path).ShouldBe(Private);
        File.GetUnixFileMode(Path.GetDirectoryName(path)!).ShouldBe(Private | UnixFileMode.UserExecute);
        using (ControlClient client = (await ControlClient.ConnectAsync(home, CancellationToken.None)).ShouldNotBeNull())
        {
            await client.StopAsync(CancellationToken.None);
        }

        await server.DisposeAsync();
        Directory.Exists(Path.GetDirectoryName(path)).ShouldBeFalse();
        File.Exists(Path.Combine(home.Root, "control.path")).ShouldBeFalse();
    }

    [Fact]
    public async Task APasswordSetOverTheSocketEndsEveryLogin()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = await server.LoggedInAsync();
        (await SapphireProcess.RunAsync("a new password\n", "password", "--stdin", "--home", _home.Root)).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe(0, r.Errors),
            r => r.Output.ShouldContain("changed"));
        (await visitor.SessionAsync()).State.ShouldBe("login");
        using HttpResponseMessage old = await visitor.PostAsync("/api/login", new { password = TestServer.Password });
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using HttpResponseMessage current = await visitor.PostAsync("/api/login", new { password = "a new password" });
        current.StatusCode.ShouldBe(HttpStatusCode.OK);
        _home.Log.ShouldNotContain("a new password");
    }

    [Fact]
    public async Task AskGoesThroughTheRunningServerAndPrintsTheAgreedJson()
    {
        await using TestServer server = await TestServer.StartAsync(_home, o => o with { Services = s => s.AddSingleton<IAskService>(new Scripted()) });
        (int status, string output, string errors) = await SapphireProcess.RunAsync(null, "ask", "what time is it", "--json", "--chat", "kitchen", "--home", _home.Root);
        status.ShouldBe(0, errors);
        using JsonDocument json = JsonDocument.Parse(output);
        json.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["reply", "tools", "model", "timings_ms"]);
        json.RootElement.GetProperty("reply").GetString().ShouldBe("kitchen: what time is it");
        JsonElement tool = json.RootElement.GetProperty("tools")[0];
        tool.EnumerateObject().Select(p => p.Name).ShouldBe(["name", "arguments", "result"]);
        tool.GetProperty("arguments").GetProperty("zone").GetString().ShouldBe("UTC");
        json.RootElement.GetProperty("timings_ms").EnumerateObject().Select(p => p.Name).ShouldBe(["first_token", "reply", "total"]);

        (status, output, _) = await SapphireProcess.RunAsync(null, "ask", "hello", "--home", _home.Root);
        status.ShouldBe(0);
        output.Trim().ShouldBe(": hello");

        (status, _, errors) = await SapphireProcess.RunAsync(null, "ask", "fail", "--home", _home.Root);
        status.ShouldBe(1);
        errors.Trim().ShouldBe("sapphire: The turn failed. Try again.");

        (status, _, errors) = await SapphireProcess.RunAsync(null, "ask", "hang", "--timeout", "0.2", "--home", _home.Root);
        status.ShouldBe(ExitStatus.Timeout);
        errors.ShouldContain("--timeout");
        await Eventually.TrueAsync(() => Scripted.Hung == 0, "the server notices that the verb has gone");
    }

    [Theory]
    [InlineData("garbage\n", "not a ControlRequest")]
    [InlineData("{\"verb\":\"dance\"}\n", "does not know")]
    [InlineData("{\"verb\":\"ask\"}\n", "does not know")]
    [InlineData("{\"verb\":\"password\",\"password\":\"short\"}\n", "too short")]
    public async Task ABadRequestGetsAnAnswer(string request, string part)
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_home.Folder.ControlSocket));
        await using NetworkStream stream = new(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using StreamReader reader = new(stream);
        (await reader.ReadToEndAsync()).ShouldContain(part);
    }

    private static ControlServer ControlServerOf(HomeFolder home, Func<ControlRequest, CancellationToken, Task<ControlReply>> handle)
    {
        home.Create();
        return ControlServer.Start(home, (request, _, token) => handle(request, token), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    private sealed class Scripted : IAskService
    {
        private static int _hung;

        public static int Hung => Volatile.Read(ref _hung);

        public async Task<AskResult> AskAsync(AskRequest request, CancellationToken cancellationToken)
        {
            if (request.Text == "fail")
            {
                throw new AskException("The turn failed.", "Try again.");
            }

            if (request.Text == "hang")
            {
                Interlocked.Increment(ref _hung);
                TaskCompletionSource ended = new();
                await using CancellationTokenRegistration registration = cancellationToken.Register(() => ended.SetCanceled(cancellationToken));
                try
                {
                    await ended.Task;
                }
                finally
                {
                    Interlocked.Decrement(ref _hung);
                }
            }

            JsonElement arguments = JsonSerializer.SerializeToElement(new { zone = "UTC" });
            return new($"{request.Chat}: {request.Text}", [new("time", arguments, JsonSerializer.SerializeToElement("12:00"))], "built-in", new(1, 2, 3));
        }
    }
}
