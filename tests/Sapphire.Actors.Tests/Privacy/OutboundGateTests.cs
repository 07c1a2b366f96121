using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sapphire.Actors.Privacy;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Privacy;

/// <summary>The one way out, with a resolver of the test's own and real servers.</summary>
public sealed class OutboundGateTests : IAsyncLifetime
{
    // An address of this machine that stands for one far away: the lists below do not name it, and nothing is asked of the network.
    private static readonly IPAddress Far = IPAddress.Parse("203.0.113.7");

    private readonly ConcurrentQueue<string> _resolved = new();
    private readonly ConcurrentDictionary<string, IPAddress[]> _names = new(StringComparer.Ordinal);
    private OutboundGate _gate = null!;
    private HttpClient _http = null!;
    private ScriptedServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _server.Pages["/"] = Answer.Json("{}");
        _gate = new(null, (name, _) =>
        {
            _resolved.Enqueue(name);
            return Task.FromResult(_names.GetValueOrDefault(name) ?? []);
        });
        _http = _gate.CreateClient(TimeSpan.FromSeconds(5));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private static OutboundRules Private(params string[] networks) => new(true, NetworkList.Parse(networks), null);

    private static SocksProxy Of(SocksServer proxy, string user = "", string password = "") => new("127.0.0.1", proxy.Port, user, password, TimeSpan.FromSeconds(20));

    private async Task<HttpStatusCode> GetAsync(string url)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(url), Cancel);
        return response.StatusCode;
    }

    private async Task<OutboundBlockedException> BlockedAsync(string url) =>
        OutboundBlockedException.Find(await Should.ThrowAsync<Exception>(() => GetAsync(url))).ShouldNotBeNull();

    [Fact]
    public async Task In_privacy_mode_this_machine_is_reached_and_nothing_else()
    {
        _gate.Change(Private());
        (await GetAsync(_server.Root)).ShouldBe(HttpStatusCode.OK);
        (await GetAsync($"http://localhost:{_server.Port}")).ShouldBe(HttpStatusCode.OK);
        (await BlockedAsync("https://api.example.com/v1/models")).Message.ShouldContain("api.example.com");
        await BlockedAsync($"http://{Far}:{_server.Port}/");
        await BlockedAsync($"http://[2001:db8::1]:{_server.Port}/");
        await BlockedAsync($"http://[::ffff:203.0.113.7]:{_server.Port}/");
        // Not even the name's address was asked for.
        _resolved.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_listed_name_is_looked_up_and_its_address_judged()
    {
        _names["box.example"] = [IPAddress.Loopback];
        _names["lying.example"] = [Far];
        _gate.Change(Private("box.example", "lying.example"));
        (await GetAsync($"http://box.example:{_server.Port}/")).ShouldBe(HttpStatusCode.OK);
        await BlockedAsync($"http://lying.example:{_server.Port}/");
        await BlockedAsync($"http://other.example:{_server.Port}/");
        _resolved.Distinct().ShouldBe(["box.example", "lying.example"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_change_ends_what_is_open_and_not_permitted_any_more_in_the_middle_of_an_answer()
    {
        Gate pause = new();
        _server.Pages["/slow"] = Answer.Raw("one ", "two").PauseAfter(1, pause);
        await using SocksServer proxy = SocksServer.Start(_server.Port);
        _gate.Change(new(false, NetworkList.Home, Of(proxy)));
        using HttpResponseMessage response = await _http.GetAsync(new Uri("http://far.example/slow"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using Stream body = await response.Content.ReadAsStreamAsync(Cancel);
        byte[] buffer = new byte[100];
        (await body.ReadAsync(buffer, Cancel)).ShouldBeGreaterThan(0);
        Task<int> next = body.ReadAsync(buffer, Cancel).AsTask();
        _gate.Change(Private("127.0.0.1"));
        OutboundBlockedException.Find(await Should.ThrowAsync<Exception>(() => next)).ShouldNotBeNull().Message.ShouldContain("Privacy mode was switched on");
        pause.Open();
    }

    [Fact]
    public async Task What_leaves_the_own_network_goes_through_the_proxy_which_looks_names_up()
    {
        await using SocksServer proxy = SocksServer.Start(_server.Port, "me", "secret");
        _gate.Change(new(false, NetworkList.Home, Of(proxy, "me", "secret")));
        (await GetAsync("http://far.example/")).ShouldBe(HttpStatusCode.OK);
        proxy.Asked.ShouldBe(["far.example:80"]);
        _resolved.ShouldBeEmpty();
        // This machine is reached directly.
        (await GetAsync(_server.Root)).ShouldBe(HttpStatusCode.OK);
        proxy.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_through_the_proxy_may_take_as_long_as_its_setting_says()
    {
        await using SocksServer proxy = SocksServer.Start(_server.Port, "me", "secret");
        proxy.Delay = TimeSpan.FromSeconds(0.6);
        using HttpClient hasty = _gate.CreateClient(TimeSpan.FromSeconds(0.2));
        _gate.Change(new(false, NetworkList.Home, Of(proxy, "me", "secret")));
        using (HttpResponseMessage answer = await hasty.GetAsync(new Uri("http://far.example/"), Cancel))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, "longer than without a proxy");
        }

        // The same client obeys a change.
        proxy.Delay = TimeSpan.FromSeconds(60);
        _gate.Change(new(false, NetworkList.Home, Of(proxy, "me", "secret") with { Timeout = TimeSpan.FromSeconds(0.3) }));
        long start = TimeProvider.System.GetTimestamp();
        await Should.ThrowAsync<Exception>(() => hasty.GetAsync(new Uri("http://far.example/"), Cancel));
        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Where_the_proxy_is_away_or_refuses_nothing_goes_out()
    {
        _names["far.example"] = [IPAddress.Loopback];
        await using (SocksServer proxy = SocksServer.Start(_server.Port, "me", "secret"))
        {
            _gate.Change(new(false, NetworkList.Home, Of(proxy, "me", "secret") with { Password = "wrong" }));
            await Should.ThrowAsync<HttpRequestException>(() => GetAsync($"http://far.example:{_server.Port}/"));
        }

        _gate.Change(new(false, NetworkList.Home, new("127.0.0.1", 1, "", "", TimeSpan.FromSeconds(1))));
        (await BlockedAsync($"http://far.example:{_server.Port}/")).Message.ShouldContain("127.0.0.1:1 cannot be reached");
        _gate.Change(new(false, NetworkList.Home, new("", 1080, "", "", TimeSpan.FromSeconds(1))));
        (await BlockedAsync($"http://far.example:{_server.Port}/")).Message.ShouldContain("has no address");
        _server.Requests.ShouldBeEmpty();
        _resolved.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, "could not connect to far.example")]
    [InlineData(2, "does not permit far.example")]
    public async Task A_proxy_that_does_not_let_a_request_through_is_told(byte reply, string told)
    {
        await using SocksServer proxy = SocksServer.Start(_server.Port);
        proxy.Reply = reply;
        _gate.Change(new(false, NetworkList.Home, Of(proxy)));
        (await BlockedAsync("http://far.example/")).Message.ShouldContain(told);
        _server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(3, SocketError.NetworkUnreachable)]
    [InlineData(4, SocketError.HostUnreachable)]
    [InlineData(5, SocketError.ConnectionRefused)]
    public async Task What_the_proxy_cannot_reach_is_told_as_if_it_were_asked_directly(byte reply, SocketError error)
    {
        await using SocksServer proxy = SocksServer.Start(_server.Port);
        proxy.Reply = reply;
        _gate.Change(new(false, NetworkList.Home, Of(proxy)));
        HttpRequestException e = await Should.ThrowAsync<HttpRequestException>(() => GetAsync("http://far.example/"));
        e.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(error);
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_proxy_that_asks_for_login_is_silent_or_closes_lets_nothing_out_and_says_so()
    {
        _names["far.example"] = [IPAddress.Loopback];
        await using SocksServer proxy = SocksServer.Start(_server.Port, "me", "secret");
        _gate.Change(new(false, NetworkList.Home, Of(proxy)));
        (await BlockedAsync($"http://far.example:{_server.Port}/")).Message.ShouldContain("wants a user and a password");
        _gate.Change(new(false, NetworkList.Home, Of(proxy, "me", "wrong")));
        (await BlockedAsync($"http://far.example:{_server.Port}/")).Message.ShouldContain("refuses the user or the password");
        proxy.Silent = true;
        _gate.Change(new(false, NetworkList.Home, Of(proxy, "me", "secret") with { Timeout = TimeSpan.FromMilliseconds(300) }));
        (await BlockedAsync($"http://far.example:{_server.Port}/")).Message.ShouldContain("did not connect within 0.3 seconds");
        proxy.Silent = false;
        proxy.Closes = true;
        _gate.Change(new(false, NetworkList.Home, Of(proxy, "me", "secret")));
        (await BlockedAsync($"http://far.example:{_server.Port}/")).Message.ShouldContain("closed the connection");
        _server.Requests.ShouldBeEmpty();
        _resolved.ShouldBeEmpty();
        proxy.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://8.8.8.8/", "8.8.8.8:80")]
    [InlineData("http://[2001:db8::1]:8080/", "2001:db8::1:8080")]
    [InlineData("http://[::ffff:8.8.8.8]/", "8.8.8.8:80")]
    [InlineData("http://b\u00fccher.example/", "xn--bcher-kva.example:80")]
    [InlineData("http://nas.lan/", "nas.lan:80")]
    public async Task Addresses_and_names_of_other_networks_go_to_the_proxy_as_they_are(string url, string asked)
    {
        await using SocksServer proxy = SocksServer.Start(_server.Port);
        _gate.Change(new(false, NetworkList.Home, Of(proxy)));
        (await GetAsync(url)).ShouldBe(HttpStatusCode.OK);
        proxy.Asked.ShouldBe([asked]);
        _resolved.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_of_the_own_network_that_leads_elsewhere_is_not_asked_around_the_proxy()
    {
        await using SocksServer proxy = SocksServer.Start(_server.Port);
        _names["box"] = [Far];
        _names["printer.local"] = [IPAddress.Loopback];
        _gate.Change(new(false, NetworkList.Home, Of(proxy)));
        (await BlockedAsync($"http://box:{_server.Port}/")).Message.ShouldContain("but is not there");
        (await GetAsync($"http://printer.local:{_server.Port}/")).ShouldBe(HttpStatusCode.OK);
        proxy.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_proxy_ends_what_goes_through_the_first_one()
    {
        Gate pause = new();
        _server.Pages["/slow"] = Answer.Raw("one ", "two").PauseAfter(1, pause);
        await using SocksServer first = SocksServer.Start(_server.Port);
        await using SocksServer second = SocksServer.Start(_server.Port);
        _gate.Change(new(false, NetworkList.Home, Of(first)));
        using HttpResponseMessage response = await _http.GetAsync(new Uri("http://far.example/slow"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using Stream body = await response.Content.ReadAsStreamAsync(Cancel);
        byte[] buffer = new byte[100];
        (await body.ReadAsync(buffer, Cancel)).ShouldBeGreaterThan(0);
        Task<int> next = body.ReadAsync(buffer, Cancel).AsTask();
        _gate.Change(new(false, NetworkList.Home, Of(second)));
        OutboundBlockedException.Find(await Should.ThrowAsync<Exception>(() => next)).ShouldNotBeNull().Message.ShouldContain("way out was changed");
        pause.Open();
        (await GetAsync("http://far.example/")).ShouldBe(HttpStatusCode.OK);
        second.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_address_of_a_host_that_does_not_answer_leaves_time_for_the_others()
    {
        _names["two.example"] = [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback];
        (await GetAsync($"http://two.example:{_server.Port}/")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_test_of_the_proxy_says_what_is_wrong()
    {
        await using SocksServer proxy = SocksServer.Start(_server.Port, "me", "secret");
        (await SocksProbe.RunAsync(Of(proxy, "me", "secret"), _gate, Cancel)).ShouldBe((true, $"The proxy at {Of(proxy, "me", "secret")} answers, and takes the user."));
        (await SocksProbe.RunAsync(Of(proxy, "me", "secret") with { Password = "no" }, _gate, Cancel)).Message.ShouldContain("refuses the user");
        (await SocksProbe.RunAsync(Of(proxy, "me", "secret") with { User = "" }, _gate, Cancel)).Message.ShouldContain("wants a user");
        (await SocksProbe.RunAsync(new("127.0.0.1", 1, "", "", TimeSpan.FromSeconds(5)), _gate, Cancel)).Message.ShouldContain("cannot be reached");
        (await SocksProbe.RunAsync(new("127.0.0.1", _server.Port, "", "", TimeSpan.FromSeconds(5)), _gate, Cancel)).Ok.ShouldBeFalse();
        proxy.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("192.168.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("fe80::1", false)]
    public void The_networks_of_a_home_are_permitted_by_default(string address, bool permitted) =>
        NetworkList.Home.Permits(IPAddress.Parse(address)).ShouldBe(permitted);
}
