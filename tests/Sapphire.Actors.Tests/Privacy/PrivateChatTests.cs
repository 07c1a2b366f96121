using System.Net;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Privacy;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Models;
using Sapphire.Actors.Tests.Prompts;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Privacy;

/// <summary>A chat whose prompt is private: its turns are as in privacy mode, and those of other chats are not.</summary>
public sealed class PrivateChatTests : IAsyncLifetime
{
    private static readonly ModelSelection Private = new(null, null) { Private = true };

    private DirectoryFixture _home = null!;
    private string _farUrl = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _home = await DirectoryFixture.StartAsync();
        _home.One.Models = Answer.ModelList("x", "near");
        _home.Two.Models = Answer.ModelList("x", "far");
        _home.One.Fallback = _home.Two.Fallback = static _ => Answer.Text("ok");
        // A server of this machine under a name that no list permits: it stands for one far away.
        _home.Names["far.example"] = IPAddress.Loopback;
        _farUrl = $"http://far.example:{_home.Two.Port}/v1";
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Only_servers_of_the_own_network_are_candidates_of_a_private_turn()
    {
        await ConfigureAsync(new("far", "Far", _farUrl, "", true), _home.ProviderOne());
        (await CandidatesAsync(ModelSelection.Home)).ShouldBe(["far", "one", "builtin"]);
        (await CandidatesAsync(Private)).ShouldBe(["one", "builtin"]);
        (await CandidatesAsync(Private with { Model = "far" })).ShouldBe(["one", "builtin"]);
    }

    [Fact]
    public async Task A_private_chat_that_wants_a_server_far_away_is_told_why_it_gets_none()
    {
        await ConfigureAsync(new ProviderSettings("far", "Far", _farUrl, "", true));
        foreach (ModelSelection selection in (ModelSelection[])[Private, Private with { Provider = "far" }])
        {
            ModelChoice first = (await _home.Directory.CandidatesAsync(selection, Cancel))[0];
            ModelException e = await Should.ThrowAsync<ModelException>(() => AskAsync(first));
            e.Message.ShouldBe("This chat is private: far.example is not asked.");
            e.Detail.ShouldContain("prompt that is not private");
        }

        // Another chat is not concerned.
        await AskAsync((await _home.Directory.CandidatesAsync(ModelSelection.Home, Cancel))[0]);
    }

    [Fact]
    public async Task A_connection_of_another_chat_does_not_serve_a_private_one()
    {
        _home.Gate.Change(new(false, NetworkList.Parse(["far.example"]), null));
        await ConfigureAsync(new ProviderSettings("far", "Far", _farUrl, "m", true));
        ModelChoice open = (await _home.Directory.CandidatesAsync(ModelSelection.Home, Cancel))[0];
        ModelChoice closed = (await _home.Directory.CandidatesAsync(Private, Cancel))[0];
        await AskAsync(open);
        // The name is listed, but its address is not any more; the open connection still leads there.
        _home.Names["far.example"] = IPAddress.Parse("203.0.113.7");
        await AskAsync(open);
        (await Should.ThrowAsync<ModelException>(() => AskAsync(closed))).Message.ShouldBe("This chat is private: far.example is not asked.");
    }

    [Fact]
    public async Task A_reply_that_is_still_permitted_goes_on_when_the_list_changes_and_what_is_new_is_judged_anew()
    {
        Gate pause = new();
        _home.Gate.Change(new(false, NetworkList.Parse(["far.example"]), null));
        await ConfigureAsync(new ProviderSettings("far", "Far", _farUrl, "m", true));
        _home.Two.Enqueue(Answer.Text("one ", "two").PauseAfter(2, pause));
        ModelChoice choice = (await _home.Directory.CandidatesAsync(Private, Cancel))[0];
        await using IAsyncEnumerator<ChatResponseUpdate> reply = choice.Client.GetStreamingResponseAsync([new(ChatRole.User, "x")], null, Cancel).GetAsyncEnumerator(Cancel);
        (await reply.MoveNextAsync()).ShouldBeTrue();
        _home.Gate.Change(new(false, NetworkList.ThisMachine, new SocksProxy("127.0.0.1", 1, "", "", TimeSpan.FromSeconds(1))));
        // This machine is always permitted, so that the connection stays; what is new is judged anew.
        pause.Open();
        (await reply.MoveNextAsync()).ShouldBeTrue();
        (await Should.ThrowAsync<ModelException>(() => AskAsync(choice))).Message.ShouldContain("This chat is private");
    }

    [Fact]
    public async Task A_chat_is_held_by_its_private_prompt_also_where_that_is_the_homes_default()
    {
        using PromptHome prompts = new();
        prompts.Library.Put(new Prompt("secret", "Ours.", null, PrivacyRequired: true));
        ChatSettings? own = new() { Prompt = "secret" };
        ChatSettings defaults = ChatSettings.None;
        PromptHold hold = new((_, _) => Task.FromResult<ChatSettings?>(own), () => prompts.Library.Current, () => defaults);
        ChatId chat = new(Guid.CreateVersion7());
        (await hold.ReasonAsync(chat, Cancel)).ShouldNotBeNull().ShouldStartWith("The prompt \"secret\" of this chat is private");
        own = ChatSettings.None;
        (await hold.ReasonAsync(chat, Cancel)).ShouldBeNull();
        defaults = new() { Prompt = "secret" };
        (await hold.ReasonAsync(chat, Cancel)).ShouldNotBeNull();
        own = null;
        (await hold.ReasonAsync(chat, Cancel)).ShouldBeNull();
    }

    [Theory]
    [InlineData("gpt-oss:120b-cloud")]
    [InlineData("kimi-k2:cloud")]
    public async Task A_model_that_a_near_server_passes_on_to_a_cloud_is_not_near(string model)
    {
        _home.One.Models = Answer.ModelList("library", model);
        await ConfigureAsync(new ProviderSettings("one", "Ollama", _home.One.Url, "", true) { Kind = "ollama" });
        ModelChoice open = (await _home.Directory.CandidatesAsync(ModelSelection.Home, Cancel))[0];
        (open.Model, open.Local).ShouldBe((model, false));
        (await CandidatesAsync(Private)).ShouldBe(["builtin"]);
        ModelChoice wanted = (await _home.Directory.CandidatesAsync(Private with { Provider = "one" }, Cancel))[0];
        (await Should.ThrowAsync<ModelException>(() => AskAsync(wanted))).Message.ShouldBe($"{model} runs in a cloud, to which Ollama passes it on: it is not asked in privacy.");
        _home.Gate.Change(new(true, NetworkList.ThisMachine, null));
        (await CandidatesAsync(ModelSelection.Home)).ShouldBe(["builtin"]);

        // Where there is another one, that is taken.
        _home.One.Models = Answer.ModelList("library", model, "near");
        await _home.Directory.CheckAllAsync(Cancel);
        (await _home.Directory.CandidatesAsync(ModelSelection.Home, Cancel))[0].Model.ShouldBe("near");
    }

    private async Task ConfigureAsync(params ProviderSettings[] providers)
    {
        _home.Configure("auto", providers);
        await _home.Directory.CheckAllAsync(Cancel);
    }

    private async Task<string[]> CandidatesAsync(ModelSelection selection) => [.. (await _home.Directory.CandidatesAsync(selection, Cancel)).Select(static c => c.ProviderId)];

    private static async Task AskAsync(ModelChoice choice)
    {
        await foreach (ChatResponseUpdate update in choice.Client.GetStreamingResponseAsync([new(ChatRole.User, "x")], null, Cancel))
        {
            update.ShouldNotBeNull();
        }
    }
}
