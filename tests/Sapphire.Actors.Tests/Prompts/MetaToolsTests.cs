using System.Collections;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Meta;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Settings.Registry;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Actors.Toolsets;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Prompts;

/// <summary>The assistant changes its chat and the names, and all of it can be undone.</summary>
public sealed class MetaToolsTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private SettingsStore _settings = null!;
    private AssistantHarness _assistant = null!;

    public ValueTask InitializeAsync() => StartAsync(SettingOverrides.None);

    public async ValueTask DisposeAsync()
    {
        await _assistant.DisposeAsync();
        _settings.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_prompt_is_listed_and_switched_to_in_this_chat_only_and_one_undo_takes_it_back()
    {
        ChatId chat = await CreateAsync();
        ChatId other = await CreateAsync();
        JsonNode list = await CallAsync(chat, MetaToolNames.SwitchPrompt);
        list["now"]!.GetValue<string>().ShouldBe("sapphire");
        list["prompts"]!.AsObject().ShouldContainKey("proofreader");

        (await CallAsync(chat, MetaToolNames.SwitchPrompt, ("name", "Proofreader")))["prompt"]!.GetValue<string>().ShouldBe("proofreader");
        ChatView view = await _assistant.ViewAsync(chat);
        view.Settings.ShouldBe(new() { Toolset = "all", Prompt = "proofreader" });
        view.Messages[^1].Status.ShouldBe(MessageStatus.Completed);
        (await _assistant.ViewAsync(other)).Settings.Prompt.ShouldBeNull();
        (await SystemPromptAsync(chat)).ShouldContain("read texts over");

        await UndoAsync(chat);
        (await _assistant.ViewAsync(chat)).Settings.Prompt.ShouldBeNull();
        (await FailAsync(chat, MetaToolNames.SwitchPrompt, ("name", "nobody"))).ShouldStartWith("There is no prompt \"nobody\". They are: ");
    }

    [Fact]
    public async Task A_private_prompt_is_switched_to_but_only_a_person_ends_it()
    {
        _assistant.Get<PromptLibrary>().Put(new Prompt("diary", "Ours.", null, PrivacyRequired: true));
        ChatId chat = await CreateAsync();
        await CallAsync(chat, MetaToolNames.SwitchPrompt, ("name", "diary"));
        (await FailAsync(chat, MetaToolNames.SwitchPrompt, ("name", "proofreader"))).ShouldContain("keeps this chat private");
        (await _assistant.ViewAsync(chat)).Settings.Prompt.ShouldBe("diary");
    }

    [Fact]
    public async Task What_is_changed_in_a_chat_at_the_same_time_is_all_there()
    {
        ChatId chat = await CreateAsync();
        ChatEditor editor = _assistant.Get<ChatEditor>();
        CancellationToken cancelled = TestContext.Current.CancellationToken;
        await Task.WhenAll(
            editor.ChangeAsync(chat, static own => own with { Voice = "flite/rms" }, "one", cancelled),
            editor.ChangeAsync(chat, static own => own with { Prompt = "proofreader" }, "two", cancelled),
            editor.ChangeAsync(chat, static own => own with { Speed = 1.5 }, "three", cancelled));
        (await _assistant.ViewAsync(chat)).Settings.ShouldBe(new() { Toolset = "all", Voice = "flite/rms", Prompt = "proofreader", Speed = 1.5 });

        CommandReply stale = await _assistant.SendAsync(new ChangeChatSettings(chat, CommandId.New(_assistant.Time), _assistant.Time.GetUtcNow(), new() { Speed = 2 }, null, new() { Toolset = "all" }));
        stale.Error.ShouldNotBeNull().Code.ShouldBe("conflict");
        (await _assistant.ViewAsync(chat)).Settings.Speed.ShouldBe(1.5);
    }

    [Fact]
    public async Task A_reset_shows_an_empty_chat_loses_nothing_and_is_undone_also_after_a_restart()
    {
        ChatId chat = await CreateAsync();
        _assistant.Model.Script = static request => request.Finish("Good morning.");
        Say first = await _assistant.SayAsync(chat, "Hello.");
        await _assistant.StoredAsync<ReplyCompleted>(chat, done => done.TurnId == first.TurnId);
        ChatView before = await _assistant.ViewAsync(chat);

        _assistant.Model.Script = static request => request.Call("c1", MetaToolNames.ResetChat, ("reason", "asked for")).Finish();
        await _assistant.SayAsync(chat, "Begin anew.");
        await _assistant.StoredAsync<MessagesRemoved>(chat);
        ChatView empty = await _assistant.ViewAsync(chat);
        empty.Messages.ShouldBeEmpty();
        empty.UndoLabel.ShouldNotBeNull();
        empty.Settings.Toolset.ShouldBe("all");

        // Nothing of the turn in which it was done comes after it.
        _assistant.Model.Script = static request => request.Finish(request.Messages.Count(static message => message.Role != ChatRole.System) + " sent");
        (await AskAsync(chat, "And now?")).ShouldBe("1 sent");
        await UndoAsync(chat);

        _assistant = await _assistant.RestartAsync();
        ChatView again = await _assistant.ViewAsync(chat);
        again.Messages.Take(2).Select(static message => message.Id).ShouldBe(before.Messages.Select(static message => message.Id));
        again.Messages[2].Role.ShouldBe(MessageRole.User);
    }

    [Fact]
    public async Task A_reset_needs_a_reason()
    {
        ChatId chat = await CreateAsync();
        (await FailAsync(chat, MetaToolNames.ResetChat)).ShouldContain("'reason' is missing");
        (await _assistant.ViewAsync(chat)).Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Names_are_changed_for_the_home_and_taken_back_by_the_name_before()
    {
        ChatId chat = await CreateAsync();
        (await CallAsync(chat, MetaToolNames.ChangeAiName, ("name", "Opal")))["before"]!.GetValue<string>().ShouldBe("Sapphire");
        JsonNode named = await CallAsync(chat, MetaToolNames.ChangeUserName, ("name", "Kim"));
        (_settings.Current.Get(IdentitySettings.AssistantName), _settings.Current.Get(IdentitySettings.UserName)).ShouldBe(("Opal", "Kim"));
        _assistant.Get<PromptLibrary>().Put(new Prompt("names", "{ai_name} and {user_name}.", null));
        await CallAsync(chat, MetaToolNames.SwitchPrompt, ("name", "names"));
        (await SystemPromptAsync(chat)).ShouldStartWith("Opal and Kim.");

        await CallAsync(chat, MetaToolNames.ChangeUserName, ("name", named["before"]!.GetValue<string>()));
        _settings.Current.Get(IdentitySettings.UserName).ShouldBe("User");
        (await FailAsync(chat, MetaToolNames.ChangeUserName, ("name", "{time}"))).ShouldContain("cannot hold { or }");
        (await FailAsync(chat, MetaToolNames.ChangeAiName, ("name", "a\nb"))).ShouldBe("A name is one line.");
        _settings.Current.Get(IdentitySettings.AssistantName).ShouldBe("Opal");
    }

    [Fact]
    public async Task A_name_that_the_environment_sets_is_not_changed_and_the_tool_says_so()
    {
        await _assistant.StopAsync();
        _settings.Dispose();
        await StartAsync(SettingOverrides.Read(new Hashtable { ["SAPPHIRE_SETTING_DEFAULT_AI_NAME"] = "Ruby" }, []));
        ChatId chat = await CreateAsync();
        (await FailAsync(chat, MetaToolNames.ChangeAiName, ("name", "Opal"))).ShouldContain("DEFAULT_AI_NAME is set where the server is started");
        _settings.Current.Without(IdentitySettings.UserName).Get(IdentitySettings.AssistantName).ShouldBe("Ruby");
    }

    [Fact]
    public async Task A_voice_is_listed_chosen_by_any_of_its_names_and_given_back_to_the_home()
    {
        ChatId chat = await CreateAsync();
        JsonNode list = await CallAsync(chat, MetaToolNames.SetVoice);
        (list["now"]!.GetValue<string>(), list["voices"]!["flite/slt"]!.GetValue<string>()).ShouldBe(("home", "Slt"));
        foreach (string name in new[] { "flite/slt", "FLITE/SLT", "Slt", "slt" })
        {
            (await CallAsync(chat, MetaToolNames.SetVoice, ("name", name)))["voice"]!.GetValue<string>().ShouldBe("flite/slt");
        }

        (await _assistant.ViewAsync(chat)).Settings.ShouldBe(new() { Toolset = "all", Voice = "flite/slt" });
        (await FailAsync(chat, MetaToolNames.SetVoice, ("name", "af_heart"))).ShouldBe("There is no voice \"af_heart\". There are: flite/slt.");
        (await CallAsync(chat, MetaToolNames.SetVoice, ("name", "home")))["voice"]!.GetValue<string>().ShouldBe("home");
        (await _assistant.ViewAsync(chat)).Settings.Voice.ShouldBeNull();
        await UndoAsync(chat);
        (await _assistant.ViewAsync(chat)).Settings.Voice.ShouldBe("flite/slt");
    }

    [Fact]
    public async Task They_come_with_all_tools_or_by_name_and_never_by_themselves()
    {
        (await ToolsAsync(await CreateAsync())).ShouldBe(MetaTools.Names, ignoreOrder: true);
        (await ToolsAsync(await CreateAsync(toolset: null))).ShouldBeEmpty();
        (await ToolsAsync(await CreateAsync("none"))).ShouldBeEmpty();
        _assistant.Get<ToolsetLibrary>().Put("talk", new("talk", [MetaToolNames.SetVoice]));
        (await ToolsAsync(await CreateAsync("talk"))).ShouldBe([MetaToolNames.SetVoice]);
    }

    private async ValueTask StartAsync(SettingOverrides overrides)
    {
        _settings = new(_folder.File("settings.json"), overrides: overrides);
        _assistant = await AssistantHarness.StartAsync(new(_folder.File("home"))
        {
            Services = services => services.AddSingleton(_settings).AddSingleton<ISpeechSynthesizer>(new TestSynthesizer()),
        });
    }

    private async Task<ChatId> CreateAsync(string? toolset = "all")
    {
        ChatId chat = await _assistant.CreateAsync();
        (await _assistant.SendAsync(new ChangeChatSettings(chat, CommandId.New(_assistant.Time), _assistant.Time.GetUtcNow(), new() { Toolset = toolset }))).Accepted.ShouldBeTrue();
        return chat;
    }

    private async Task UndoAsync(ChatId chat) => (await _assistant.SendAsync(new UndoLast(chat, CommandId.New(_assistant.Time), _assistant.Time.GetUtcNow()))).Accepted.ShouldBeTrue();

    private async Task<ToolPart> RunAsync(ChatId chat, string tool, (string Name, object? Value)[] arguments)
    {
        _assistant.Model.Script = request =>
        {
            _ = request.Messages[^1].Role == ChatRole.Tool ? request.Say("Done.") : request.Call("c1", tool, arguments);
            request.Finish();
        };
        Say say = await _assistant.SayAsync(chat, "Please.");
        await _assistant.StoredAsync<ReplyCompleted>(chat, done => done.TurnId == say.TurnId);
        return (await _assistant.ViewAsync(chat)).Messages.Single(message => message.TurnId == say.TurnId && message.Role == MessageRole.Assistant).Parts.OfType<ToolPart>().Single();
    }

    private async Task<JsonNode> CallAsync(ChatId chat, string tool, params (string Name, object? Value)[] arguments)
    {
        ToolPart part = await RunAsync(chat, tool, arguments);
        part.Error.ShouldBeNull();
        return JsonNode.Parse(part.Result!)!;
    }

    private async Task<string> FailAsync(ChatId chat, string tool, params (string Name, object? Value)[] arguments) => (await RunAsync(chat, tool, arguments)).Error.ShouldNotBeNull();

    private async Task<string> AskAsync(ChatId chat, string text)
    {
        Say say = await _assistant.SayAsync(chat, text);
        await _assistant.StoredAsync<ReplyCompleted>(chat, done => done.TurnId == say.TurnId);
        return string.Concat((await _assistant.ViewAsync(chat)).Messages[^1].Parts.OfType<TextPart>().Select(static part => part.Text));
    }

    private Task<string> SystemPromptAsync(ChatId chat)
    {
        _assistant.Model.Script = static request => request.Finish(request.Messages[0].Text);
        return AskAsync(chat, "Who are you?");
    }

    private async Task<string[]> ToolsAsync(ChatId chat)
    {
        _assistant.Model.Script = static request => request.Finish("Tools: " + string.Join(' ', request.Options?.Tools?.Select(static tool => tool.Name) ?? []));
        return [.. (await AskAsync(chat, "What can you do?")).Split(' ').Where(static name => MetaTools.Names.Contains(name))];
    }
}
