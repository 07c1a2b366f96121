using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Rooms;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Actors.Toolsets;
using Sapphire.Audio.Speech;

namespace Sapphire.Actors.Tests.Turns;

/// <summary>What one chat is set to never shows in another.</summary>
public sealed class IsolationTests : IDisposable
{
    private const int Chats = 50;
    private const int Rounds = 3;
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
