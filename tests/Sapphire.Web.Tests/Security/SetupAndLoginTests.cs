using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Sapphire.Web.Contracts;
using Sapphire.Web.Json;
using Sapphire.Web.Security;
using Sapphire.Web.Tests.Support;

namespace Sapphire.Web.Tests.Security;

public sealed class SetupAndLoginTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly TestClock _clock = new(DateTimeOffset.UtcNow);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task SetupIsClosedToOthersWithoutTheLink()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = server.Remote();
        SessionView session = await visitor.SessionAsync();
        session.State.ShouldBe("setup");
        session.SetupAllowed.ShouldBeFalse();
        foreach (string? link in new[] { null, "", "0123456789abcdef0123456789abcdef" })
        {
            using HttpResponseMessage response = await visitor.PostAsync("/api/setup", new { password = TestServer.Password, link });
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await Visitor.ProblemAsync(response)).Detail.ShouldContain("one-time link");
        }

        File.Exists(_home.Folder.SecretKeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task TheLinkOpensTheSetupOnce()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        string token = server.Host.SetupToken.ShouldNotBeNull();
        token.Length.ShouldBe(32);
        using Visitor visitor = server.Remote();
        (await visitor.SessionAsync($"?link={token}")).SetupAllowed.ShouldBeTrue();
        using HttpResponseMessage response = await visitor.PostAsync("/api/setup", new { password = TestServer.Password, link = token });
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadFromJsonAsync<SessionView>(JsonDefaults.Options))!.State.ShouldBe("ready");
        (await visitor.SessionAsync()).State.ShouldBe("ready");
        server.Host.SetupToken.ShouldBeNull();

        using Visitor other = server.Remote();
        using HttpResponseMessage again = await other.PostAsync("/api/setup", new { password = "another password", link = token });
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await other.SessionAsync($"?link={token}")).ShouldSatisfyAllConditions(s => s.State.ShouldBe("login"), s => s.SetupAllowed.ShouldBeFalse());
        _home.Log.ShouldNotContain(token);
        _home.Log.ShouldNotContain(TestServer.Password);
    }

    [Fact]
    public async Task ThisMachineNeedsNoLinkAndBadPasswordsAreRefusedWithTheReason()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor visitor = server.Local();
        (await visitor.SessionAsync()).SetupAllowed.ShouldBeTrue();
        foreach (string bad in new[] { "", "short", new string('x', 73) })
        {
            using HttpResponseMessage response = await visitor.PostAsync("/api/setup", new { password = bad, link = (string?)null });
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using HttpResponseMessage good = await visitor.PostAsync("/api/setup", new { password = TestServer.Password, link = (string?)null });
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await File.ReadAllTextAsync(_home.Folder.SecretKeyFile)).ShouldStartWith("$2b$04$");
        File.GetUnixFileMode(_home.Folder.SecretKeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task TwoSetupsAtOnceSetOnePassword()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        Visitor[] visitors = [.. Enumerable.Range(0, 6).Select(_ => server.Local())];
        HttpResponseMessage[] responses = await Task.WhenAll(visitors.Select((v, i) => v.PostAsync("/api/setup", new { password = $"password {i}", link = (string?)null })));
        responses.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        responses.Count(r => r.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task FailedLoginsAreLimitedAndSaySoUntilTheWindowHasPassed()
    {
        await using TestServer server = await TestServer.StartAsync(_home, o => o with { Time = _clock });
        using Visitor owner = await server.LoggedInAsync();
        using Visitor visitor = server.Remote();
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage wrong = await visitor.PostAsync("/api/login", new { password = $"wrong password {i}" });
            wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using (HttpResponseMessage limited = await visitor.PostAsync("/api/login", new { password = TestServer.Password }))
        {
            limited.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            int.Parse(limited.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        }

        using (HttpResponseMessage elsewhere = await server.Local().PostAsync("/api/login", new { password = TestServer.Password }))
        {
            elsewhere.StatusCode.ShouldBe(TestServer.OwnAddress.Equals(IPAddress.Loopback) ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK);
        }

        _clock.Advance(TimeSpan.FromSeconds(61));
        using HttpResponseMessage right = await visitor.PostAsync("/api/login", new { password = TestServer.Password });
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        _home.Log.ShouldNotContain("wrong password");
    }

    [Fact]
    public async Task ALogoutEndsACopyOfTheCookieTooAlsoAfterARestart()
    {
        Visitor copy;
        int port;
        await using (TestServer server = await TestServer.StartAsync(_home))
        {
            port = server.Host.LoopbackPort;
            using Visitor visitor = await server.LoggedInAsync();
            copy = server.Local();
            copy.Cookies.Add(visitor.Cookies.GetCookies(visitor.Address));
            (await copy.SessionAsync()).State.ShouldBe("ready");
            using HttpResponseMessage response = await visitor.PostAsync("/api/logout", new { });
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await visitor.SessionAsync()).State.ShouldBe("login");
            (await copy.SessionAsync()).State.ShouldBe("login");
        }

        await using TestServer next = await TestServer.StartAsync(_home, o => o with { Web = o.Web with { LoopbackPort = port } });
        (await copy.SessionAsync()).State.ShouldBe("login");
        copy.Dispose();
    }

    [Fact]
    public async Task ALoginOutlivesARestartAndEndsWithAnotherPassword()
    {
        int port;
        Visitor visitor;
        await using (TestServer server = await TestServer.StartAsync(_home))
        {
            port = server.Host.LoopbackPort;
            visitor = await server.LoggedInAsync();
        }

        await using TestServer next = await TestServer.StartAsync(_home, o => o with { Web = o.Web with { LoopbackPort = port } });
        (await visitor.SessionAsync()).State.ShouldBe("ready");
        await next.Host.Services.GetRequiredService<PasswordStore>().SetAsync("another password", CancellationToken.None);
        (await visitor.SessionAsync()).State.ShouldBe("login");
        visitor.Dispose();
    }

    [Fact]
    public async Task ALoginThatIsNotUsedExpiresAndOneThatIsUsedSlides()
    {
        await using TestServer server = await TestServer.StartAsync(_home, o => o with { Time = _clock });
        using Visitor visitor = await server.LoggedInAsync();
        Cookie old = visitor.Cookies.GetAllCookies().Single(c => c.Name == $"sapphire-{server.Host.LoopbackPort}");
        old.HttpOnly.ShouldBeTrue();
        _clock.Advance(TimeSpan.FromDays(20));
        (await visitor.SessionAsync()).State.ShouldBe("ready");
        visitor.Cookies.GetAllCookies().Single(c => c.Name == old.Name).Value.ShouldNotBe(old.Value);
        using Visitor unused = server.Local();
        unused.Cookies.Add(visitor.Address, new Cookie(old.Name, old.Value));
        _clock.Advance(TimeSpan.FromDays(11));
        (await unused.SessionAsync()).State.ShouldBe("login");
        (await visitor.SessionAsync()).State.ShouldBe("ready");
        _clock.Advance(TimeSpan.FromDays(31));
        using HttpResponseMessage response = await visitor.GetAsync("/api/anything");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AForgedCookieIsNoLogin()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor owner = await server.LoggedInAsync();
        Cookie cookie = owner.Cookies.GetAllCookies().Single(c => c.Name == $"sapphire-{server.Host.LoopbackPort}");
        char other = cookie.Value[^10] == 'A' ? 'B' : 'A';
        foreach (string forged in new[] { "x", cookie.Value[..^10] + other + cookie.Value[^9..], cookie.Value[..20] })
        {
            using Visitor visitor = server.Local();
            visitor.Cookies.Add(visitor.Address, new Cookie(cookie.Name, forged));
            (await visitor.SessionAsync()).State.ShouldBe("login");
        }
    }

    [Fact]
    public async Task CookiesAreSecureOnHttpsAndStrict()
    {
        await using TestServer server = await TestServer.StartAsync(_home);
        using Visitor owner = await server.LoggedInAsync();
        using Visitor visitor = server.Remote();
        using HttpResponseMessage response = await visitor.PostAsync("/api/login", new { password = TestServer.Password });
        string cookie = response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith($"sapphire-{server.Host.HttpsPort}=", StringComparison.Ordinal)).ToLowerInvariant();
        cookie.ShouldContain("; secure");
        cookie.ShouldContain("; httponly");
        cookie.ShouldContain("; samesite=strict");
        cookie.ShouldContain("; expires=");
    }

    [Fact]
    public async Task DeletingTheSecretKeyAndRestartingReopensTheSetup()
    {
        await using (TestServer server = await TestServer.StartAsync(_home))
        {
            using Visitor owner = await server.LoggedInAsync();
        }

        File.Delete(_home.Folder.SecretKeyFile);
        await using TestServer next = await TestServer.StartAsync(_home);
        using Visitor visitor = next.Local();
        (await visitor.SessionAsync()).ShouldSatisfyAllConditions(s => s.State.ShouldBe("setup"), s => s.SetupAllowed.ShouldBeTrue());
        next.Host.SetupToken.ShouldNotBeNull();
    }

    [Fact]
    public async Task ADamagedSecretKeyStopsTheStartWithAWayOut()
    {
        _home.Folder.Create();
        await File.WriteAllTextAsync(_home.Folder.SecretKeyFile, "$2b$12$damaged\n");
        IOException e = await Should.ThrowAsync<IOException>(() => TestServer.StartAsync(_home));
        e.Message.ShouldContain(_home.Folder.SecretKeyFile);
        e.Message.ShouldContain("Delete it");
        (await File.ReadAllTextAsync(_home.Folder.SecretKeyFile)).ShouldContain("damaged");
    }
}
