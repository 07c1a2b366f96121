using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Memory;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Settings;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Actors.Toolsets;
using Sapphire.Persistence.Files;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Turns;

/// <summary>What one chat is set to never shows in another.</summary>
public sealed class IsolationTests : IDisposable
{
    private const int Chats = 50;
    private const int Rounds = 3;
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly string _home = Directory.CreateTempSubdirectory("sapphire-isolation-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Fifty_chats_with_different_prompts_tools_voices_and_models_at_once_never_mix()
    {
        AIFunction[] tools = [.. Enumerable.Range(0, Chats).Select(static i => AIFunctionFactory.Create(() => Text($"result {i}"), Text($"tool_{i}")))];
        TestSynthesizer voices = new();
        await using AssistantHarness assistant = await AssistantHarness.StartAsync(new(_home) { Tools = tools, Script = Answer, Services = services => services.AddSingleton<ISpeechSynthesizer>(voices) });
        for (int i = 0; i < Chats; i++)
        {
            assistant.Get<PromptLibrary>().Put(new Prompt(Text($"prompt {i}"), Text($"You are number {i}."), null, PrivacyRequired: false));
            assistant.Get<ToolsetLibrary>().Put(Text($"set {i}"), new(Text($"set {i}"), [Text($"tool_{i}")]));
        }

        int[] sentences = await Task.WhenAll(Enumerable.Range(0, Chats).Select(i => TalkAsync(assistant, i)));

        // What each chat's speaker asked for is its own words in its own voice, speed and pitch, all of it, and nothing else was asked for.
        ILookup<string, SpeechRequest> asked = voices.Requests.ToLookup(static request => request.Voice);
        asked.Count.ShouldBe(Chats);
        for (int i = 0; i < Chats; i++)
        {
            (double speed, double pitch) = SoundOf(i);
            asked[VoiceOf(i)].Count().ShouldBe(sentences[i]);
            asked[VoiceOf(i)].ShouldAllBe(request => request.Rate == speed && request.Pitch == pitch);
            asked[VoiceOf(i)].Where(static request => request.Text.Contains("Word", StringComparison.Ordinal)).Select(static request => request.Text).ShouldBe(Enumerable.Repeat(Word(i) + ".", Rounds));
        }
    }

    [Fact]
    public async Task A_chat_that_is_set_to_something_else_has_it_from_its_next_message_on_and_no_other_chat_has()
    {
        await using AssistantHarness assistant = await AssistantHarness.StartAsync(new(_home) { Script = static request => request.Finish(request.Options!.ModelId + " " + (request.Options.Tools?.Count ?? 0) + (request.Messages[0].Text.Contains("Only here.", StringComparison.Ordinal) ? " here" : "")) });
        ChatId one = await assistant.CreateAsync();
        ChatId other = await assistant.CreateAsync();

        await ChangeAsync(assistant, one, new() { Model = "mine", Toolset = "none", CustomContext = "Only here." });

        (await AskAsync(assistant, one, "hello")).ShouldBe("mine 0 here");
        string before = await AskAsync(assistant, other, "hello");
        before.ShouldStartWith("live ");
        before.ShouldNotContain("here");
        before.ShouldNotStartWith("live 0");
    }

    [Fact]
    public async Task What_fifty_chats_of_different_memory_scopes_remember_at_once_never_mixes()
    {
        await using AssistantHarness assistant = await AssistantHarness.StartAsync(new(_home) { Script = Remember });
        IMemoryStore memory = assistant.Get<IMemoryStore>();
        MemoryEntry ofNoChat = await memory.In(MemoryScope.Default).SaveAsync("A thing of the home.", Cancel);
        await Task.WhenAll(Enumerable.Range(0, Chats).Select(i => RememberAsync(assistant, i)));

        ImmutableArray<MemoryScope> scopes = await memory.ScopesAsync(Cancel);
        scopes.Length.ShouldBe(Chats + 1);
        scopes.Single(static scope => scope.Name == MemoryScope.Default).Count.ShouldBe(1);
        for (int i = 0; i < Chats; i++)
        {
            IReadOnlyList<MemoryEntry> own = await memory.In(Text($"scope_{i}")).SearchAsync("", 100, Cancel);
            own.Select(static entry => entry.Text).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, Rounds).Select(round => Text($"Thing {round} of chat {i}.")).Append("What all know."));
        }

        // Neither a number nor a word reaches what another scope remembers; nor does a chat that is set to nothing.
        ChatId other = await assistant.CreateAsync();
        await ChangeAsync(assistant, other, new() { MemoryScope = "scope_7" });
        (await AskAsync(assistant, other, Text($"delete_memory|id|{ofNoChat.Id}"))).ShouldContain(Text($"no memory of id {ofNoChat.Id}"));
        MemoryEntry theirs = (await memory.In("scope_8").SearchAsync("What all know", 1, Cancel)).Single();
        (await AskAsync(assistant, other, Text($"delete_memory|id|{theirs.Id}"))).ShouldContain(Text($"no memory of id {theirs.Id}"));
        (await AskAsync(assistant, other, "delete_memory|query|chat 8")).ShouldSatisfyAllConditions(
            static answer => answer.ShouldContain("Thing 0 of chat 7."),
            static answer => answer.ShouldNotContain("of chat 8"));
        (await AskAsync(assistant, other, "delete_memory|query|thing of the home")).ShouldContain("nothing about");
        (await AskAsync(assistant, await assistant.CreateAsync(), "search_memory|query|thing")).ShouldSatisfyAllConditions(
            static found => found.ShouldContain("A thing of the home."),
            static found => found.ShouldNotContain("chat"));
        (await memory.ScopesAsync(Cancel)).ShouldBe(scopes);
    }

    [Fact]
    public async Task A_chat_without_memory_has_no_tool_for_it_and_the_homes_scope_is_that_of_chats_that_say_nothing()
    {
        await using AssistantHarness assistant = await AssistantHarness.StartAsync(new(_home)
        {
            Script = Remember,
            Services = static services => services.AddSingleton(static provider => new SettingsStore(provider.GetRequiredService<HomeFolder>().SettingsFile)),
        });
        assistant.Get<SettingsStore>().Update(static now => now with { ChatDefaults = now.ChatDefaults with { MemoryScope = "family" } });
        ChatId none = await assistant.CreateAsync();
        await ChangeAsync(assistant, none, new() { MemoryScope = "none" });

        (await AskAsync(assistant, none, "search_memory|query|thing")).ShouldContain("no tool");
        await AskAsync(assistant, await assistant.CreateAsync(), "save_memory|text|The cat is called Mitzi.");

        (await assistant.Get<IMemoryStore>().ScopesAsync(Cancel)).ShouldBe([new MemoryScope("default", 0), new MemoryScope("family", 1)]);
    }

    private static async Task RememberAsync(AssistantHarness assistant, int i)
    {
        ChatId chat = await assistant.CreateAsync();
        await ChangeAsync(assistant, chat, new() { MemoryScope = Text($"scope_{i}") });
        await AskAsync(assistant, chat, "save_memory|text|What all know.");
        for (int round = 0; round < Rounds; round++)
        {
            await AskAsync(assistant, chat, Text($"save_memory|text|Thing {round} of chat {i}."));
            string found = await AskAsync(assistant, chat, "search_memory|query|thing of chat");
            found.Split("Thing ").Length.ShouldBe(round + 2, found);
            found.Split(Text($" of chat {i}.")).Length.ShouldBe(round + 2, found);
        }
    }

    // Calls the tool that the person names, and tells its result.
    private static void Remember(LiveRequest request)
    {
        if (request.Messages[^1].Role == ChatRole.Tool)
        {
            request.Finish(string.Join('|', request.Messages[^1].Contents.OfType<FunctionResultContent>().Select(static result => result.Result)));
            return;
        }

        string[] words = request.Messages[^1].Text.Split('|');
        if (request.Options!.Tools!.All(tool => tool.Name != words[0]))
        {
            request.Finish("There is no tool for that.");
            return;
        }

        request.Call("call", words[0], (words[1], words[2])).Finish();
    }

    // How many sentences were spoken.
    private static async Task<int> TalkAsync(AssistantHarness assistant, int i)
    {
        ChatId chat = await assistant.CreateAsync();
        RoomId room = RoomId.New(assistant.Time);
        await using RoomPage page = new(assistant.Get<RoomGateway>(), room);
        (double speed, double pitch) = SoundOf(i);
        await ChangeAsync(assistant, chat, new()
        {
            Prompt = Text($"prompt {i}"),
            Toolset = Text($"set {i}"),
            Provider = Text($"provider-{i}"),
            Model = Text($"model-{i}"),
            Voice = VoiceOf(i),
            Speed = speed,
            Pitch = pitch,
            InjectDateTime = false,
        });
        for (int round = 0; round < Rounds; round++)
        {
            string reply = await AskAsync(assistant, chat, Text($"question {i}.{round}"));
            reply.ShouldBe(Text($"model-{i}|You are number {i}.|tool_{i}|result {i}|question {i}.{round}\n\n{Word(i)}."));
            MessageView spoken = (await assistant.ViewAsync(chat)).Messages[^1];
            (await assistant.Get<RoomGateway>().ReadAloudAsync(room, chat, spoken.Id)).Accepted.ShouldBeTrue();
            await page.UntilAsync<SpeechComplete>();
            await page.UntilAsync(RoomState.Idle);
        }

        ChatView view = await assistant.ViewAsync(chat);
        view.Messages.Where(static message => message.Role == MessageRole.Assistant).ShouldAllBe(message => message.ModelId == Text($"model-{i}") && message.ProviderId == Text($"provider-{i}"));
        view.Messages.SelectMany(static message => message.Parts).OfType<ToolPart>().Where(static part => part.Error is not null)
            .ShouldAllBe(part => part.Error!.Contains(Text($"The tools are: tool_{i}."), StringComparison.Ordinal));
        return page.Sentences.Count();
    }

    private static async Task ChangeAsync(AssistantHarness assistant, ChatId chat, ChatSettings settings) =>
        (await assistant.SendAsync(new ChangeChatSettings(chat, CommandId.New(assistant.Time), assistant.Time.GetUtcNow(), settings, null))).Accepted.ShouldBeTrue();

    private static async Task<string> AskAsync(AssistantHarness assistant, ChatId chat, string text)
    {
        Say say = await assistant.SayAsync(chat, text);
        await assistant.StoredAsync<ReplyCompleted>(chat, done => done.TurnId == say.TurnId);
        MessageView reply = (await assistant.ViewAsync(chat)).Messages.Single(message => message.TurnId == say.TurnId);
        return string.Concat(reply.Parts.OfType<TextPart>().Select(static part => part.Text));
    }

    // Calls its own tool and its neighbour's, which is not in the chat's toolset; then tells all that it was sent.
    private static void Answer(LiveRequest request)
    {
        int number = int.Parse(request.Messages[0].Text.Split(' ')[3].TrimEnd('.'), CultureInfo.InvariantCulture);
        if (request.Messages[^1].Role == ChatRole.Tool)
        {
            FunctionResultContent[] results = [.. request.Messages[^1].Contents.OfType<FunctionResultContent>()];
            string said = request.Messages.Last(static message => message.Role == ChatRole.User).Text;
            request.Finish(string.Join('|', request.Options!.ModelId, request.Messages[0].Text, string.Join(',', request.Options.Tools!.Select(static tool => tool.Name)), results[0].Result, said) + "\n\n" + Word(number) + ".");
            return;
        }

        request.Call("own", Text($"tool_{number}")).Call("other", Text($"tool_{(number + 1) % Chats}")).Finish();
    }

    private static string VoiceOf(int i) => Text($"flite/voice-{i}");

    private static (double Speed, double Pitch) SoundOf(int i) => (0.5 + i / 64.0, 2 - i / 64.0);

    // Without digits, which are spoken in words.
    private static string Word(int i) => Text($"Word {(char)('A' + i / 26)}{(char)('a' + i % 26)}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
