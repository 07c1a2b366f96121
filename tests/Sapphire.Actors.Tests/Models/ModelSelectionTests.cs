using Microsoft.Extensions.AI;
using Sapphire.Actors.Models;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

public sealed class ModelSelectionTests : IAsyncLifetime
{
    private DirectoryFixture _home = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _home = await DirectoryFixture.StartAsync();
        _home.One.Models = Answer.ModelList("x", "small", "shared");
        _home.Two.Models = Answer.ModelList("x", "large", "shared");
        _home.Configure("one", _home.ProviderOne(), _home.ProviderTwo());
        await _home.Directory.CheckAllAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    private async Task<string[]> CandidatesAsync(string? provider, string? model) =>
        [.. (await _home.Directory.CandidatesAsync(new(provider, model), Cancel)).Select(static c => c.Model.Length > 0 ? $"{c.ProviderId}:{c.Model}" : c.ProviderId)];

    [Fact]
    public async Task Without_a_wish_the_home_chooses()
    {
        (await CandidatesAsync(null, null)).ShouldBe(["one:small", "two:large", "builtin"]);
        (await CandidatesAsync("", "")).ShouldBe(["one:small", "two:large", "builtin"]);
    }

    [Fact]
    public async Task A_wanted_provider_answers_alone_with_its_own_or_the_wanted_model()
    {
        (await CandidatesAsync("two", null)).ShouldBe(["two:large", "builtin"]);
        (await CandidatesAsync("two", "shared")).ShouldBe(["two:shared", "builtin"]);
        (await CandidatesAsync("two", "unlisted")).ShouldBe(["two:unlisted", "builtin"]);
    }

    [Fact]
    public async Task The_built_in_assistant_can_be_wanted() => (await CandidatesAsync("builtin", null)).ShouldBe(["builtin"]);

    [Fact]
    public async Task Auto_takes_the_order_of_the_home_without_its_choice()
    {
        _home.Configure("builtin", _home.ProviderOne(), _home.ProviderTwo());
        (await CandidatesAsync("auto", null)).ShouldBe(["one:small", "two:large", "builtin"]);
        (await CandidatesAsync(null, null)).ShouldBe(["builtin"]);
    }

    [Fact]
    public async Task A_wanted_model_without_a_provider_is_asked_where_it_is_listed() =>
        (await CandidatesAsync(null, "large")).ShouldBe(["two:large", "one:small", "builtin"]);

    [Fact]
    public async Task A_wanted_model_that_several_list_is_asked_in_their_order() =>
        (await CandidatesAsync("auto", "shared")).ShouldBe(["one:shared", "two:shared", "builtin"]);

    [Theory]
    [InlineData("gone", "There is no provider \"gone\" any more.")]
    [InlineData("two", "Two is switched off.")]
    public async Task A_wanted_provider_that_cannot_be_asked_says_why(string id, string message)
    {
        _home.Configure("auto", _home.ProviderOne(), _home.ProviderTwo() with { Enabled = false });
        IReadOnlyList<ModelChoice> choices = await _home.Directory.CandidatesAsync(new(id, "m"), Cancel);
        choices.Count.ShouldBe(2);
        ModelException failure = Should.Throw<ModelException>(() => { _ = choices[0].Client.GetStreamingResponseAsync([new(ChatRole.User, "x")], null, Cancel); });
        failure.Message.ShouldBe(message);
        failure.Detail.ShouldContain("choose another model", Case.Insensitive);
    }

    [Fact]
    public async Task A_wanted_provider_is_asked_though_its_check_failed()
    {
        _home.Two.Models = Answer.Error(500);
        _home.Configure("auto", _home.ProviderOne(), _home.ProviderTwo("mine"));
        await _home.Directory.CheckAllAsync(Cancel);
        (await CandidatesAsync("two", null)).ShouldBe(["two:mine", "builtin"]);
        (await CandidatesAsync(null, null)).ShouldBe(["one:small", "builtin"]);
    }

    [Fact]
    public async Task A_server_of_this_machine_is_local()
    {
        IReadOnlyList<ModelChoice> choices = await _home.Directory.CandidatesAsync(ModelSelection.Home, Cancel);
        choices.ShouldAllBe(static c => c.Local);
    }

    [Theory]
    [InlineData("lmstudio", "/api/v0/models", """{"data":[{"id":"small","type":"vlm","loaded_context_length":8192}]}""", 8192, true)]
    [InlineData("ollama", "/api/ps", """{"models":[{"name":"small","context_length":4096}]}""", 4096, false)]
    [InlineData("ollama", "/api/show", """{"capabilities":["completion","vision"]}""", null, true)]
    [InlineData("llamacpp", "/props", """{"default_generation_settings":{"n_ctx":16384},"modalities":{"vision":true}}""", 16384, true)]
    [InlineData("lmstudio", "/api/v0/models", "<html>", null, false)]
    [InlineData("other", "/api/v0/models", """{"data":[{"id":"small","type":"vlm","loaded_context_length":8192}]}""", null, false)]
    public async Task A_server_of_ones_own_tells_the_context_that_it_has_set_aside(string kind, string path, string told, int? context, bool sees)
    {
        _home.One.Pages[path] = Answer.Json(told);
        _home.Configure("one", _home.ProviderOne() with { Kind = kind });
        await _home.Directory.CheckAllAsync(Cancel);
        ModelChoice choice = (await _home.Directory.CandidatesAsync(ModelSelection.Home, Cancel))[0];
        (choice.Model, choice.ContextTokens, choice.Sees).ShouldBe(("small", context, sees));
    }
}
