using System.Net;
using System.Net.Sockets;
using Sapphire.Web.Cli;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Cli;

/// <summary>The program as an operator has it: a process.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int Interrupt = 2, Kill = 9, Terminate = 15;
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(Terminate)]
    [InlineData(Interrupt)]
    public async Task ASignalStopsTheServerCleanly(int signal)
    {
        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root);
        server.Output.ShouldContain("/setup?link=");
        server.Output.ShouldContain(_home.Root);
        server.Output.ShouldContain("https://");
        server.Signal(signal);
        (await server.EndAsync()).ShouldBe(0, server.Errors);
        File.Exists(_home.Folder.ControlSocket).ShouldBeFalse();
        server.Errors.Trim().ShouldBeEmpty();
    }

    [Fact]
    public async Task AfterAKillTheNextServerStartsAtOnce()
    {
        await using (SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root))
        {
            server.Signal(Kill);
            await server.EndAsync();
        }

        File.Exists(_home.Folder.ControlSocket).ShouldBeTrue();
        await using SapphireProcess next = await SapphireProcess.ServeAsync(_home.Root);
        using Visitor visitor = new(new Uri(next.LoopbackAddress));
        (await visitor.SessionAsync()).State.ShouldBe("setup");
    }

    [Fact]
    public async Task ASecondRunNamesTheFirst()
    {
        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root);
        (int status, _, string errors) = await SapphireProcess.RunAsync(null, "run", "--port", "0", "--home", _home.Root);
        status.ShouldBe(ExitStatus.HomeHeld);
        errors.ShouldContain($"process {server.Id}");
        errors.ShouldContain(server.LoopbackAddress);
        errors.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ABusyPortIsNamedWithItsOption(int offset)
    {
        (int port, Socket busy) = TakePort(offset);
        using (busy)
        {
            (int status, _, string errors) = await SapphireProcess.RunAsync(null, "run", "--port", $"{port}", "--home", _home.Root);
            status.ShouldBe(ExitStatus.PortBusy, errors);
            errors.ShouldContain($"Port {port + offset} ");
            errors.ShouldContain("--port");
            errors.Trim().Split('\n').Length.ShouldBe(1);
        }

        await using SapphireProcess server = await SapphireProcess.ServeAsync(_home.Root, "--port", $"{port}");
        server.Output.ShouldContain($":{port + 1}");
    }

    [Fact]
    public async Task AnUnwritableHomeIsOneLine()
    {
        (int status, _, string errors) = await SapphireProcess.RunAsync(null, "run", "--port", "0", "--home", "/proc/sapphire");
        status.ShouldBe(ExitStatus.Home);
        errors.ShouldContain("/proc/sapphire");
        errors.ShouldContain("--home");
        errors.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("sapphire.web.https-port = many")]
    [InlineData("sapphire.web.htps-port = 1")]
    [InlineData("sapphire { web {")]
    public async Task ABadConfigurationIsNamed(string text)
    {
        _home.Folder.Create();
        await File.WriteAllTextAsync(_home.Folder.ConfigurationFile, text);
        (int status, _, string errors) = await SapphireProcess.RunAsync(null, "run", "--port", "0", "--home", _home.Root);
        status.ShouldBe(ExitStatus.Configuration, errors);
        errors.ShouldContain("sapphire.conf");
        errors.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task ConfigShowTellsValuesAndWhereTheyComeFrom()
    {
        _home.Folder.Create();
        await File.WriteAllTextAsync(_home.Folder.ConfigurationFile, "sapphire.web.https-port = 9443");
        (int status, string output, string errors) = await SapphireProcess.RunAsync(null, "config", "show", "--home", _home.Root);
        status.ShouldBe(0, errors);
        output.ShouldContain("sapphire.web.https-port = 9443");
        output.ShouldContain(_home.Folder.ConfigurationFile);
        output.ShouldContain("sapphire.shutdown.timeout");
    }

    [Fact]
    public async Task PasswordWorksWithoutAServerAndRefusesBadOnes()
    {
        (int status, string output, string errors) = await SapphireProcess.RunAsync("correct horse battery\n", "password", "--stdin", "--home", _home.Root);
        status.ShouldBe(0, errors);
        output.ShouldContain("The password is set.");
        (await File.ReadAllTextAsync(_home.Folder.SecretKeyFile)).ShouldStartWith("$2b$12$");
        (status, _, errors) = await SapphireProcess.RunAsync("short\n", "password", "--stdin", "--home", _home.Root);
        status.ShouldBe(1);
        errors.ShouldContain("too short");
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("run", "--prot", "1")]
    [InlineData("run", "--port", "x")]
    [InlineData("run", "--port", "70000")]
    [InlineData("ask")]
    [InlineData("ask", " ")]
    [InlineData("ask", "x", "--timeout", "-1")]
    public async Task AWrongCommandLineIsOneHelpfulLine(params string[] arguments)
    {
        (int status, _, string errors) = await SapphireProcess.RunAsync(null, arguments);
        status.ShouldBe(ExitStatus.Usage);
        errors.Trim().Split('\n').Length.ShouldBe(1);
        errors.ShouldStartWith("sapphire: ");
    }

    [Fact]
    public async Task VersionAndHelpSucceed()
    {
        (await SapphireProcess.RunAsync(null, "version")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(0), r => r.Output.ShouldStartWith("Sapphire "));
        (await SapphireProcess.RunAsync(null, "--help")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(0), r => r.Output.ShouldContain("password"), r => r.Output.ShouldNotContain("types"));
    }

    // A free port whose neighbour is free too; one of the two is then taken.
    private static (int Port, Socket Busy) TakePort(int offset)
    {
        for (int port = 20_000 + Environment.ProcessId % 10_000; ; port += 7)
        {
            try
            {
                using Socket one = Bind(port);
                using Socket two = Bind(port + 1);
            }
            catch (SocketException)
            {
                continue;
            }

            return (port, Bind(port + offset));
        }
    }

    private static Socket Bind(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
