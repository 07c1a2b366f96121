using System.Collections.Immutable;
using System.Net.Sockets;
using System.Net;
using Sapphire.Actors.Models;
using Sapphire.Kernel.TestKit;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

public sealed class LocalServerScanTests : OpenAiTestBase
{
    private async Task<LocalServer?> ScanAsync() => (await new LocalServerScan(Http, ports: [Server.Port]).RunAsync(Cancel)).SingleOrDefault();

    [Theory]
    [InlineData("organization_owner", "LM Studio")]
    [InlineData("library", "Ollama")]
    [InlineData("llamacpp", "llama.cpp")]
    [InlineData("vllm", "vLLM")]
    [InlineData("somebody", "OpenAI-compatible server")]
    public async Task A_server_is_told_by_the_origin_of_its_models(string owner, string name)
    {
        Server.Models = Answer.ModelList(owner, "one", "two");
        LocalServer server = (await ScanAsync())!;
        (server.Name, server.Url).ShouldBe((name, Server.Url));
        server.Models.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task Llama_cpp_is_told_by_its_server_header()
    {
        Server.Models = Server.Models.Header("Server", "llama.cpp");
        (await ScanAsync())!.Name.ShouldBe("llama.cpp");
    }

    [Fact]
    public async Task An_old_ollama_without_the_list_is_found_by_its_tags()
    {
        Server.Models = Answer.Error(404);
        Server.Pages["/api/tags"] = Answer.Json("""{"models":[{"name":"llama3:8b","model":"llama3:8b"}]}""");
        LocalServer server = (await ScanAsync())!;
        server.Name.ShouldBe("Ollama");
        server.Url.ShouldBe(Server.Url);
        server.Models.ShouldBe(["llama3:8b"]);
    }

    [Fact]
    public async Task Lm_studio_without_models_is_told_by_its_own_list()
    {
        Server.Models = Answer.ModelList("x");
        Server.Pages["/api/v0/models"] = Answer.Json("""{"data":[]}""");
        (await ScanAsync())!.Name.ShouldBe("LM Studio");
    }

    [Theory]
    [InlineData("<html>hello</html>", "text/html")]
    [InlineData("""{"data":"nothing"}""", "application/json")]
    [InlineData("""{"data":["a"]}""", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{", "application/json")]
    [InlineData("", "text/plain")]
    public async Task What_is_no_model_server_is_left_out(string body, string type)
    {
        Server.Models = Answer.Raw(body).As(type);
        (await ScanAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Ports_that_refuse_or_stall_do_not_hold_up_the_others()
    {
        ManualTimeProvider time = new();
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int closed = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Task<ImmutableArray<LocalServer>> scan = new LocalServerScan(Http, time, [closed, Server.Port, ((IPEndPoint)silent.LocalEndpoint).Port]).RunAsync(Cancel);
        await Eventually.UntilAsync(() => Server.Requests.Count(static r => r.Path == "/api/v0/models") == 1);
        await Eventually.UntilAsync(() => scan.IsCompleted, () => time.Advance(TimeSpan.FromMilliseconds(20)));
        (await scan).Single().Url.ShouldBe(Server.Url);
    }

    [Fact]
    public void The_usual_ports_are_looked_at() => LocalServerScan.UsualPorts.ShouldBe([1234, 11434, 8080, 8000]);
}
