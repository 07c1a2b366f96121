using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sapphire.Actors.Home;
using Sapphire.Actors.Models.OpenAi;
using Sapphire.Actors.Models;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Kernel.TestKit;
using Sapphire.ScriptedProvider;

namespace Sapphire.Actors.Tests.Models;

public sealed class ModelDirectoryTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly HttpClient _http = ModelHttp.CreateClient();
    private readonly BuiltIn _builtIn = new();
    private SettingsStore _settings = null!;
    private ModelKeys _keys = null!;
    private ModelDirectory _directory = null!;
    private ScriptedServer _one = null!;
    private ScriptedServer _two = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _settings = new(_folder.File("settings.json"), _time);
        _keys = new(_folder.Path);
        _directory = new(_settings, _keys, _builtIn, _http, _time);
        _one = await ScriptedServer.StartAsync();
        _two = await ScriptedServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _directory.DisposeAsync();
        _settings.Dispose();
        _http.Dispose();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _folder.Dispose();
    }

    private void Configure(string selection, params ProviderSettings[] providers) => _settings.Update(settings => settings with { Models = new(selection, [.. providers]) });

    private ProviderSettings One(string model = "", bool enabled = true) => new("one", "One", _one.Url, model, enabled);

    private ProviderSettings Two(string model = "") => new("two", "Two", _two.Url, model, true);

    private async Task<string[]> CandidatesAsync() => [.. (await _directory.CandidatesAsync(Cancel)).Select(static c => c.Model.Length > 0 ? $"{c.ProviderId}:{c.Model}" : c.ProviderId)];

    private int Checks(ScriptedServer server) => server.Requests.Count(static r => r.Path == "/v1/models");

    [Fact]
    public async Task Without_a_provider_the_built_in_assistant_answers_and_nothing_is_added()
    {
        (await CandidatesAsync()).ShouldBe(["builtin"]);
        _directory.Status.ShouldBe(new ModelStatus("Built-in commands", "", true, "No language model is connected."));
        _settings.Current.Models.Providers.ShouldBeEmpty();
        (await _directory.CandidatesAsync(Cancel))[0].Client.ShouldBeSameAs(_builtIn);
    }

    [Fact]
    public async Task Providers_are_tried_in_order_and_the_built_in_assistant_is_last()
    {
        Configure("auto", Two(), One());
        await _directory.CheckAllAsync(Cancel);
        (await CandidatesAsync()).ShouldBe(["two:scripted", "one:scripted", "builtin"]);
        _directory.Status.ShouldBe(new ModelStatus("Two", "scripted", false, ""));
    }

    [Fact]
    public async Task A_chosen_provider_comes_first()
    {
        Configure("one", Two(), One());
        await _directory.CheckAllAsync(Cancel);
        (await CandidatesAsync()).ShouldBe(["one:scripted", "two:scripted", "builtin"]);
    }

    [Fact]
    public async Task The_built_in_assistant_may_be_chosen()
    {
        Configure("builtin", One());
        (await CandidatesAsync()).ShouldBe(["builtin"]);
        _directory.Status.Detail.ShouldContain("is chosen");
    }

    [Fact]
    public async Task A_provider_that_is_switched_off_or_down_is_left_out_and_the_status_says_why()
    {
        _one.Models = Answer.Error(401);
        Configure("auto", One(), Two());
        await _directory.CheckAllAsync(Cancel);
        (await CandidatesAsync()).ShouldBe(["two:scripted", "builtin"]);
        _directory.Status.Detail.ShouldBe("One answered 401 (unauthorized). It wants a key: enter one in the Models dialog.");
        Configure("auto", One(enabled: false));
        (await CandidatesAsync()).ShouldBe(["builtin"]);
        _directory.Status.Detail.ShouldBe("Every provider is switched off.");
    }

    [Fact]
    public async Task A_chosen_model_is_asked_else_the_first_that_can_chat()
    {
        _one.Models = Answer.ModelList("x", "text-embedding-nomic", "bge-m3", "qwen3-8b", "llama");
        _two.Models = Answer.ModelList("x", "other");
        Configure("auto", One(), Two("mine"));
        await _directory.CheckAllAsync(Cancel);
        (await CandidatesAsync()).ShouldBe(["one:qwen3-8b", "two:mine", "builtin"]);
        _directory.HealthOf("one")!.Detail.ShouldBe("4 models");
        _directory.HealthOf("two")!.Detail.ShouldBe("1 model; mine is not among them");
    }

    [Fact]
    public async Task A_server_without_a_list_needs_a_chosen_model()
    {
        _one.Models = Answer.Error(404);
        _two.Models = Answer.ModelList("x");
        Configure("auto", One("mine"), Two());
        await _directory.CheckAllAsync(Cancel);
        (await CandidatesAsync()).ShouldBe(["one:mine", "builtin"]);
        _directory.HealthOf("two")!.Detail.ShouldContain("no model that can chat");
    }

    [Fact]
    public async Task Checks_at_the_same_time_are_one_and_its_answer_is_remembered()
    {
        Gate gate = new();
        _one.Models = _one.Models.PauseAfter(0, gate);
        Configure("auto", One());
        Task<string[]>[] turns = [.. Enumerable.Range(0, 20).Select(_ => CandidatesAsync())];
        await gate.Reached.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        turns.ShouldAllBe(static t => !t.IsCompleted);
        gate.Open();
        foreach (Task<string[]> turn in turns)
        {
            (await turn).ShouldBe(["one:scripted", "builtin"]);
        }

        _time.Advance(TimeSpan.FromSeconds(14));
        await CandidatesAsync();
        Checks(_one).ShouldBe(1);
    }

    [Fact]
    public async Task What_failed_while_the_machine_was_cut_off_is_forgotten_and_a_turn_waits_for_a_new_check()
    {
        Configure("auto", One());
        Answer well = _one.Models;
        _one.Models = Answer.Error(500);
        (await CandidatesAsync()).ShouldBe(["builtin"]);

        // One that has begun before does not count either.
        Gate cutOff = new();
        _one.Models = Answer.Error(500).PauseAfter(0, cutOff);
        Task before = _directory.CheckAllAsync(Cancel);
        await cutOff.Reached.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        _one.Models = well;
        _directory.ForgetFailures();
        (await CandidatesAsync()).ShouldBe(["one:scripted", "builtin"]);
        cutOff.Open();
        await before;
        (await CandidatesAsync()).ShouldBe(["one:scripted", "builtin"]);
    }

    [Fact]
    public async Task Where_the_built_in_assistant_stands_in_and_does_not_understand_the_providers_are_looked_at_anew()
    {
        Configure("auto", One(), Two());
        Answer well = _one.Models;
        _one.Models = Answer.Error(500);
        _two.Models = Answer.Error(500);
        ModelChoice standIn = (await _directory.CandidatesAsync(Cancel)).ShouldHaveSingleItem();
        standIn.ProviderId.ShouldBe("builtin");

        IReadOnlyList<ModelChoice> ill = await standIn.OnDecline.ShouldNotBeNull()(Cancel);
        ill.Select(static c => c.ProviderId).ShouldBe(["one", "two"]);
        ModelException why = await Should.ThrowAsync<ModelException>(() => ill[0].Client.GetResponseAsync("hello", cancellationToken: Cancel));
        why.Message.ShouldContain("500");
        why.CanRetry.ShouldBeTrue();

        // A check that runs says nothing about what has come back since it began.
        Gate before = new();
        _two.Models = Answer.Error(500).PauseAfter(0, before);
        Task running = _directory.CheckAllAsync(Cancel);
        await before.Reached.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        _two.Models = well;
        Task<IReadOnlyList<ModelChoice>> looking = standIn.OnDecline(Cancel);
        before.Open();
        await running;
        (await looking).Select(static c => c.ProviderId).ShouldBe(["two", "one"]);
        (await CandidatesAsync()).ShouldBe(["two:scripted", "builtin"]);

        // With somebody to ask, or nobody configured, there is nothing to look at.
        (await _directory.CandidatesAsync(Cancel))[^1].OnDecline.ShouldBeNull();
        Configure("auto");
        (await _directory.CandidatesAsync(Cancel))[^1].OnDecline.ShouldBeNull();
    }

    [Fact]
    public async Task An_old_answer_is_used_at_once_and_renewed_behind()
    {
        Configure("auto", One());
        await CandidatesAsync();
        Gate gate = new();
        _one.Models = _one.Models.PauseAfter(0, gate);
        _time.Advance(TimeSpan.FromSeconds(20));
        // The server does not answer before the gate opens, and the turn has its answer all the same.
        (await CandidatesAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancel)).ShouldBe(["one:scripted", "builtin"]);
        await gate.Reached.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        gate.Open();
        Checks(_one).ShouldBe(2);
    }

    [Fact]
    public async Task The_status_changes_by_itself_when_a_server_goes_and_comes()
    {
        List<ModelStatus> seen = [];
        _directory.StatusChanged += s =>
        {
            lock (seen)
            {
                seen.Add(s);
            }
        };
        Configure("auto", One());
        _directory.Start();
        await Eventually.UntilAsync(() => _directory.Status is { BuiltIn: false, Provider: "One" });
        _one.Models = Answer.Error(500);
        await Eventually.UntilAsync(() => _directory.Status is { BuiltIn: true } s && s.Detail.Contains("500", StringComparison.Ordinal), () => _time.Advance(TimeSpan.FromSeconds(1)));
        _one.Models = Answer.ModelList("x", "back");
        await Eventually.UntilAsync(() => _directory.Status is { BuiltIn: false, Model: "back" }, () => _time.Advance(TimeSpan.FromSeconds(1)));
        lock (seen)
        {
            seen[^1].ShouldBe(_directory.Status);
            seen.Zip(seen.Skip(1)).ShouldAllBe(static p => p.First != p.Second);
        }
    }

    [Fact]
    public async Task A_failed_answer_is_news_about_the_server()
    {
        Configure("auto", One());
        ModelChoice choice = (await _directory.CandidatesAsync(Cancel))[0];
        _one.Models = Answer.Error(503);
        await Should.ThrowAsync<ModelException>(() => choice.Client.GetResponseAsync([new(ChatRole.User, "x")], null, Cancel));
        await Eventually.UntilAsync(() => _directory.Status.BuiltIn);
        (await CandidatesAsync()).ShouldBe(["builtin"]);
    }

    [Fact]
    public async Task The_key_goes_to_its_own_server_only()
    {
        Configure("auto", One());
        _keys.Set("one", ProviderUrl.Origin(new(_one.Url)), "sk-1");
        await _directory.CheckAllAsync(Cancel);
        _one.Requests.Count(static r => r.Headers.GetValueOrDefault("Authorization") == "Bearer sk-1").ShouldBe(1);
        Configure("auto", One() with { Url = _two.Url });
        await _directory.CheckAllAsync(Cancel);
        _two.Requests.ShouldNotBeEmpty();
        _two.Requests.ShouldAllBe(static r => !r.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_broken_settings_file_is_told_in_the_status()
    {
        await File.WriteAllTextAsync(_folder.File("settings.json"), "{", Cancel);
        _settings.Reload();
        await Eventually.UntilAsync(() => _directory.Status.Detail.Contains("line 1", StringComparison.Ordinal));
        _directory.Status.Detail.ShouldContain("last good settings");
    }

    [Fact]
    public async Task The_same_choice_is_given_while_nothing_changes()
    {
        Configure("auto", One());
        ModelChoice first = (await _directory.CandidatesAsync(Cancel))[0];
        (await _directory.CandidatesAsync(Cancel))[0].ShouldBeSameAs(first);
    }

    private sealed class BuiltIn : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, "built in");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
