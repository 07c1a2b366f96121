using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;
using Sapphire.Web.Json;
using Sapphire.Web.Security;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Hosting;

public sealed class GateTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    private static SapphireHostOptions WithRoutes(SapphireHostOptions options) => options with
    {
        Routes = routes =>
        {
            routes.MapGet("/api/secret", () => "secret");
            routes.MapPost("/api/echo", (RequestDelegate)(async c => await JsonRequests.WriteAsync(c, await JsonRequests.ReadAsync(c, ContractsJsonContext.Default.ModelTestRequest), ContractsJsonContext.Default.ModelTestRequest)));
            routes.MapPost("/api/bound", (ModelTestRequest request) => request.Url);
            routes.MapGet("/api/throws", new Func<string>(() => throw new InvalidOperationException("a secret cause")));
            routes.MapGet("/hub/wait", (RequestDelegate)(async c =>
            {
                await c.Response.WriteAsync("open\n");
                await c.Response.Body.FlushAsync();
                TaskCompletionSource gone = new();
                await using CancellationTokenRegistration registration = c.RequestAborted.Register(gone.SetResult);
                await gone.Task;
            }));
        },
    };

    [Fact]
    public async Task WithoutALoginOnlyTheOpenPathsAnswer()
    {
        await using TestServer server = await TestServer.StartAsync(_home, WithRoutes);
        using Visitor owner = await server.LoggedInAsync();
        using Visitor visitor = server.Local();
        foreach (string open in new[] { "/healthz", "/api/session", "/certificate", "/certificate/sapphire-ca.crt", "/api/certificate", "/sounds/chime.wav" })
        {
            using HttpResponseMessage response = await visitor.GetAsync(open);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, open);
        }

        foreach (string closed in new[] { "/api/secret", "/api/nothing", "/hub/wait", "/hub", "/healthz/x", "/API/SECRET", "/c/../api/secret" })
        {
            using HttpResponseMessage response = await visitor.GetAsync(closed);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, closed);
            (await Visitor.ProblemAsync(response)).Detail.ShouldContain("Log in");
        }

        using HttpResponseMessage secret = await owner.GetAsync("/api/secret");
        (await secret.Content.ReadAsStringAsync()).ShouldContain("secret");
        using HttpResponseMessage missing = await owner.GetAsync("/api/nothing");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Visitor.ProblemAsync(missing)).Detail.ShouldContain("/api/nothing");
    }

    [Fact]
    public async Task ChangesNeedTheirTokenAndTheirOwnOrigin()
    {
        await using TestServer server = await TestServer.StartAsync(_home, WithRoutes);
        using Visitor owner = await server.LoggedInAsync();
        ModelTestRequest body = new("http://127.0.0.1:1/v1", null, null, null);
        async Task<HttpStatusCode> Try(params (string, string)[] headers)
        {
            using HttpResponseMessage response = await owner.SendAsync(HttpMethod.Post, "/api/echo", JsonContent.Create(body), headers);
            return response.StatusCode;
        }

        (await Try()).ShouldBe(HttpStatusCode.OK);
        (await Try(("X-CSRF-Token", ""))).ShouldBe(HttpStatusCode.Forbidden);
        (await Try(("X-CSRF-Token", "00"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Try(("Origin", "https://evil.example"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Try(("Origin", "null"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Try(("Origin", $"http://127.0.0.1:{server.Host.LoopbackPort + 1}"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Try(("Origin", $"http://127.0.0.1:{server.Host.LoopbackPort}"))).ShouldBe(HttpStatusCode.OK);

        // The token of another visitor does not fit this one's cookie.
        using Visitor other = server.Local();
        (await Try(("X-CSRF-Token", (await other.SessionAsync()).CsrfToken))).ShouldBe(HttpStatusCode.Forbidden);

        // The hub is asked for its origin whatever the verb.
        using HttpRequestMessage hub = new(HttpMethod.Get, "/hub/wait");
        hub.Headers.Add("Origin", "https://evil.example");
        using HttpResponseMessage refused = await owner.Client.SendAsync(hub);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("evil.example:8074", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    [InlineData("127.0.0.1:1", 421)]
    [InlineData("", 421)]
    [InlineData("a b", 400)]
    public async Task AForgedHostIsRefusedOnLoopback(string host, int status)
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        (await RawAsync(server.Host.LoopbackPort, host)).ShouldStartWith($"HTTP/1.1 {status} ");
        (await RawAsync(server.Host.LoopbackPort, $"localhost:{server.Host.LoopbackPort}")).ShouldStartWith("HTTP/1.1 200 ");
        (await RawAsync(server.Host.LoopbackPort, $"[::1]:{server.Host.LoopbackPort}")).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task HttpsAnswersToItsNamesAndAddressesOnly()
    {
        await using TestServer server = await TestServer.StartAsync(_home, o => o with { Names = () => new(["localhost", "kitchen", "kitchen.local"], [IPAddress.Loopback]) });
        foreach ((string host, HttpStatusCode status) in new[]
        {
            ("kitchen", HttpStatusCode.OK), ("KITCHEN.local:9", HttpStatusCode.OK), ("localhost", HttpStatusCode.OK), ("192.0.2.77:1", HttpStatusCode.OK),
            ("[2001:db8::1]", HttpStatusCode.OK), ("evil.example", HttpStatusCode.MisdirectedRequest), ("kitchen.evil.example", HttpStatusCode.MisdirectedRequest),
        })
        {
            using Visitor visitor = server.Remote();
            using HttpRequestMessage request = new(HttpMethod.Get, "/healthz") { Headers = { Host = host } };
            using HttpResponseMessage response = await visitor.Client.SendAsync(request);
            response.StatusCode.ShouldBe(status, host);
            if (status != HttpStatusCode.OK)
            {
                (await Visitor.ProblemAsync(response)).Detail.ShouldContain("host name");
            }
        }
    }

    [Fact]
    public async Task ErrorsAreProblemsThatSayWhatToDo()
    {
        await using TestServer server = await TestServer.StartAsync(_home, WithRoutes);
        using Visitor owner = await server.LoggedInAsync();
        using (HttpResponseMessage verb = await owner.SendAsync(HttpMethod.Put, "/api/login", null))
        {
            verb.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
            verb.Content.Headers.Allow.ShouldContain("POST");
            (await Visitor.ProblemAsync(verb)).Detail.ShouldContain("POST");
        }

        foreach (string path in new[] { "/api/echo", "/api/bound" })
        {
            using HttpResponseMessage bad = await owner.SendAsync(HttpMethod.Post, path, new StringContent("{\"url\":\n  topsecret}", Encoding.UTF8, "application/json"));
            bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            (_, string detail) = await Visitor.ProblemAsync(bad);
            detail.ShouldContain("Line 2");
            detail.ShouldNotContain("topsecret");
            using HttpResponseMessage wrong = await owner.SendAsync(HttpMethod.Post, path, new StringContent("{\"url\": null}", Encoding.UTF8, "application/json"));
            wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            using HttpResponseMessage type = await owner.SendAsync(HttpMethod.Post, path, new StringContent("{}", Encoding.UTF8, "text/plain"));
            type.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, path);
        }

        // More than the socket's buffers hold: it is told while it still sends.
        using (HttpResponseMessage large = await owner.SendAsync(HttpMethod.Post, "/api/echo", new StringContent($"{{\"url\":\"{new string('x', 20_000_000)}\"}}", Encoding.UTF8, "application/json")))
        {
            large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            await Visitor.ProblemAsync(large);
        }

        using HttpResponseMessage failed = await owner.GetAsync("/api/throws");
        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await failed.Content.ReadAsStringAsync()).ShouldNotContain("a secret cause");
        failed.Headers.Contains("X-Content-Type-Options").ShouldBeTrue();
    }

    [Fact]
    public async Task AHubConnectionEndsWithItsLogin()
    {
        TestClock clock = new(DateTimeOffset.UtcNow);
        await using TestServer server = await TestServer.StartAsync(_home, o => WithRoutes(o) with { Time = clock });
        LiveLogins live = server.Host.Services.GetRequiredService<LiveLogins>();
        Func<Visitor, Task>[] ends =
        [
            visitor => visitor.PostAsync("/api/logout", new { }),
            _ => server.Host.Services.GetRequiredService<PasswordStore>().SetAsync(TestServer.Password, CancellationToken.None),
            _ =>
            {
                clock.Advance(TimeSpan.FromDays(31));
                return Task.CompletedTask;
            },
        ];
        foreach (Func<Visitor, Task> end in ends)
        {
            using Visitor visitor = await server.LoggedInAsync();
            await visitor.SessionAsync();
            using HttpResponseMessage open = await visitor.Client.GetAsync(new Uri("/hub/wait", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            open.StatusCode.ShouldBe(HttpStatusCode.OK);
            live.Count.ShouldBe(1);
            await end(visitor);
            await Eventually.TrueAsync(() => live.Count == 0, "the connection ends");
            await Should.ThrowAsync<Exception>(() => open.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task HealthTellsWhichPartIsOutOfOrder()
    {
        Part part = new();
        await using TestServer server = await TestServer.StartAsync(_home, o => o with { Services = s => s.AddSingleton<IHealthPart>(part) });
        using Visitor visitor = server.Local();
        (await visitor.Client.GetStringAsync("/healthz")).ShouldBe("""{"status":"ok"}""");
        part.IsHealthy = false;
        (await visitor.Client.GetStringAsync("/healthz")).ShouldBe("""{"status":"degraded","degraded":["journal"]}""");
    }

    private static async Task<string> RawAsync(int port, string host)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        using StreamReader reader = new(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    private sealed class Part : IHealthPart
    {
        public string Name => "journal";

        public bool IsHealthy { get; set; } = true;
    }
}
