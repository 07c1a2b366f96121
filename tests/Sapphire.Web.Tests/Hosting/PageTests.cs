using System.Net;
using Sapphire.Web.Hosting;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Hosting;

public sealed class PageTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly string _page;

    public PageTests()
    {
        _page = _home.Sub("page");
        Directory.CreateDirectory(Path.Combine(_page, "assets"));
        File.WriteAllText(Path.Combine(_page, "index.html"), "<meta property=\"csp-nonce\" nonce=\"__NONCE__\"><style nonce=\"__NONCE__\"></style>");
        File.WriteAllText(Path.Combine(_page, "assets", "main-1a2b.js"), "plain");
        File.WriteAllText(Path.Combine(_page, "assets", "main-1a2b.js.br"), "brotli");
        File.WriteAllText(Path.Combine(_page, "assets", "main-1a2b.js.gz"), "gzip!");
        File.WriteAllText(Path.Combine(_page, "favicon.svg"), "<svg/>");
        File.WriteAllText(_home.Sub("outside.js"), "outside");
    }

    public void Dispose() => _home.Dispose();

    private SapphireHostOptions WithPage(SapphireHostOptions options) => options with { PageFolder = _page };

    [Fact]
    public async Task ThePageHasANonceOfItsOwnInEveryResponse()
    {
        await using TestServer server = await TestServer.StartAsync(_home, WithPage);
        using Visitor visitor = server.Remote();
        HashSet<string> nonces = [];
        foreach (string path in new[] { "/", "/c/0198a1c2-0000-7000-8000-000000000000", "/setup?link=x", "/login", "/prompts", "/personas", "/models", "/dashboard", "/cluster", "/settings", "/settings/voice" })
        {
            using HttpResponseMessage response = await visitor.GetAsync(path);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            string html = await response.Content.ReadAsStringAsync();
            html.ShouldNotContain("__NONCE__");
            string nonce = html.Split("nonce=\"")[1].Split('"')[0];
            policy.ShouldContain($"'nonce-{nonce}'");
            policy.ShouldNotContain("unsafe");
            nonces.Add(nonce).ShouldBeTrue();
            response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            response.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
            response.Headers.GetValues("Permissions-Policy").Single().ShouldContain("microphone=(self)");
            response.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task HstsIsForNamesOverHttpsOnly()
    {
        await using TestServer server = await TestServer.StartAsync(_home, o => WithPage(o) with { Names = () => new(["localhost", "kitchen"], [IPAddress.Loopback]) });
        async Task<bool> Has(Visitor visitor, string? host)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/") { Headers = { Host = host } };
            using HttpResponseMessage response = await visitor.Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            return response.Headers.Contains("Strict-Transport-Security");
        }

        (await Has(server.Remote(), "kitchen")).ShouldBeTrue();
        (await Has(server.Remote(), "localhost")).ShouldBeFalse();
        (await Has(server.Remote(), null)).ShouldBeFalse();
        (await Has(server.Local(), null)).ShouldBeFalse();
    }

    [Fact]
    public async Task AssetsComeCompressedAndStayOnlyWhenTheirNameHasAHash()
    {
        await using TestServer server = await TestServer.StartAsync(_home, WithPage);
        using Visitor visitor = server.Local();
        async Task<(string Body, HttpResponseMessage Response)> Get(string path, string accept)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);
            HttpResponseMessage answer = await visitor.Client.SendAsync(request);
            return (await answer.Content.ReadAsStringAsync(), answer);
        }

        (string body, HttpResponseMessage response) = await Get("/assets/main-1a2b.js", "gzip, deflate, br");
        body.ShouldBe("brotli");
        response.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        response.Headers.CacheControl!.ToString().ShouldContain("immutable");
        response.Headers.Vary.ShouldContain("Accept-Encoding");
        (await Get("/assets/main-1a2b.js", "gzip, br;q=0")).Body.ShouldBe("gzip!");
        (await Get("/assets/main-1a2b.js", "identity")).Body.ShouldBe("plain");

        (string icon, HttpResponseMessage first) = await Get("/favicon.svg", "");
        icon.ShouldBe("<svg/>");
        first.Headers.CacheControl!.NoCache.ShouldBeTrue();
        using HttpRequestMessage again = new(HttpMethod.Get, "/favicon.svg");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage unchanged = await visitor.Client.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task NothingOutsideThePageIsServed()
    {
        await using TestServer server = await TestServer.StartAsync(_home, WithPage);
        using Visitor visitor = server.Local();
        foreach (string path in new[] { "/../outside.js", "/%2e%2e/outside.js", "/assets/..%2f..%2foutside.js", "/assets/main-1a2b.js.br", "/assets/", "/assets/nothing.js" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(visitor.Address.OriginalString.TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            using HttpResponseMessage response = await visitor.Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }
    }

    [Fact]
    public async Task ANewBuildIsServedWithoutARestart()
    {
        await using TestServer server = await TestServer.StartAsync(_home, WithPage);
        using Visitor visitor = server.Local();
        (await visitor.Client.GetStringAsync("/")).ShouldContain("csp-nonce");
        await File.WriteAllTextAsync(Path.Combine(_page, "index.html"), "second");
        File.SetLastWriteTimeUtc(Path.Combine(_page, "index.html"), DateTime.UtcNow.AddMinutes(1));
        (await visitor.Client.GetStringAsync("/")).ShouldBe("second");
    }

    [Fact]
    public async Task AMissingPageSaysHowToBuildIt()
    {
        await using TestServer server = await TestServer.StartAsync(_home, o => o with { PageFolder = _home.Sub("nothing") });
        using HttpResponseMessage response = await server.Local().GetAsync("/");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldContain("./sapphire setup");
    }
}
