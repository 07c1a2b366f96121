using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Sapphire.Actors.Ids;
using Sapphire.Faults.Tests.Support;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Input;

public sealed class BadHttpInputTests(RunningServer running) : IClassFixture<RunningServer>
{
    private SapphireServer Server => running.Server;

    [Fact]
    public async Task Without_a_login_the_api_says_so()
    {
        using HttpClient stranger = new() { BaseAddress = Server.Address };
        using HttpResponseMessage response = await stranger.GetAsync("api/models");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldContain("Log in");
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1:1")]
    public async Task A_forged_host_is_refused(string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "api/session") { Headers = { Host = host } };
        using HttpResponseMessage response = await Server.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"{Server.Address.Port}");
    }

    [Fact]
    public async Task A_wrong_verb_is_told_the_right_one()
    {
        using HttpResponseMessage response = await Server.SendAsync(HttpMethod.Put, "api/login");
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldContain("POST");
        (await response.Content.ReadAsStringAsync()).ShouldContain("POST");
    }

    [Theory]
    [InlineData("""{"name":"X","url":""")]
    [InlineData("""[1,2]""")]
    [InlineData("""{"name":5}""")]
    [InlineData("not json")]
    public async Task Bad_JSON_is_told_where_and_changes_nothing(string body)
    {
        JsonElement session = await Server.Http.GetFromJsonAsync<JsonElement>("api/session");
        using HttpRequestMessage request = new(HttpMethod.Put, "api/models/providers/x");
        request.Headers.Add("X-CSRF-Token", session.GetProperty("csrfToken").GetString());
        request.Headers.Add("Origin", Server.Address.GetLeftPart(UriPartial.Authority));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Server.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        (await Server.Http.GetFromJsonAsync<JsonElement>("api/models")).GetProperty("providers").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_login_that_has_ended_closes_the_hub_and_loses_nothing()
    {
        using TestHome home = new();
        TestHome.WriteSettings(home.Path, "builtin");
        await using SapphireServer server = await home.StartAsync();
        await using Person person = await Person.AtAsync(server);
        ChatId chat = await person.CreateAsync();
        await person.AskAsync(chat, "what is 2 plus 2");
        (await server.SendAsync(HttpMethod.Post, "api/logout")).IsSuccessStatusCode.ShouldBeTrue();

        await person.Client.Closed.WaitAsync(Polling.Patience);
        using HttpResponseMessage refused = await server.Http.GetAsync("api/models");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Should.ThrowAsync<WebSocketException>(HubClient.ConnectAsync(server.Address, server.Cookies))).Message.ShouldContain("401");
        await using Person again = await Person.AtAsync(server);
        (await again.ReadAsync(chat)).Messages.Count.ShouldBe(2);
    }
}
