using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Sapphire.Actors.Ask;
using Sapphire.Actors.Chat;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Home;
using Sapphire.Actors.Ids;
using Sapphire.Actors.Models;
using Sapphire.Actors.Tests.Hosting;
using Sapphire.Actors.Tests.Rooms;
using Sapphire.Actors.Tests.Settings;
using Sapphire.Audio.Files;
using Sapphire.Audio.Speech;
using Sapphire.Kernel.Actor;
using Sapphire.Kernel.Hosting;

namespace Sapphire.Actors.Tests.Ask;

/// <summary>One turn without a browser.</summary>
public sealed class AskServiceTests : IDisposable
{
    private readonly TempFolder _home = new();

    public void Dispose() => _home.Dispose();

    private HarnessSetup Setup => new(_home.Path) { Script = static request => request.Think("hm").Say("It is ").Say("noon.").Finish() };

    [Fact]
    public async Task A_question_is_answered_in_a_chat_of_its_own()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        AskResult result = await AskAsync(sapphire, new("What time is it?", null));
        result.Reply.ShouldBe("It is noon.");
        result.Model.ShouldBe("live (Test)");
        result.Tools.ShouldBeEmpty();
        result.Timings.FirstToken.ShouldBeGreaterThan(0);
        result.Timings.Reply.ShouldBeInRange(result.Timings.FirstToken, result.Timings.Total);
        await AskAsync(sapphire, new("And now?", null));
        await AssistantHarness.UntilAsync(async () => (await ListAsync(sapphire)).Count == 2, "two chats");
    }

    [Fact]
    public async Task A_question_that_is_deleted_while_it_is_answered_is_not_waited_for()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(new(_home.Path));
        Task<AskResult> asked = AskAsync(sapphire, new("What time is it?", "Kitchen"));
        LiveRequest live = await sapphire.Model.NextAsync();
        live.Say("It is ");
        await AssistantHarness.UntilAsync(async () => (await ListAsync(sapphire)).Count == 1, "the chat is listed");
        ChatId chat = (await ListAsync(sapphire))[0].Id;

        (await sapphire.SendAsync(new RemoveMessages(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow(), null))).Accepted.ShouldBeTrue();

        (await Should.ThrowAsync<AskException>(asked.WaitAsync(AssistantHarness.Deadline))).Message.ShouldBe("The question was taken back while it was answered.");
    }

    [Fact]
    public async Task A_named_chat_is_made_once_and_found_whatever_its_case()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup);
        for (int i = 0; i < 5; i++)
        {
            await AskAsync(sapphire, new($"Question {i}", i % 2 == 0 ? "Kitchen" : "KITCHEN"));
        }

        await AssistantHarness.UntilAsync(async () => (await ListAsync(sapphire)).Count > 0, "the chat is listed");
        ChatSummary chat = (await ListAsync(sapphire)).ShouldHaveSingleItem();
        chat.Title.ShouldBe("Kitchen");
        ChatView view = await sapphire.ViewAsync(chat.Id);
        view.Messages.Count.ShouldBe(10);
        view.Messages[0].Source.ShouldBe("ask");
    }

    [Fact]
    public async Task Tools_are_listed_with_their_arguments_and_results()
    {
        AIFunction tool = AIFunctionFactory.Create((int a, int b) => $"{{\"sum\":{a + b}}}", "add");
        AIFunction text = AIFunctionFactory.Create(() => "plain text", "say");
        int round = 0;
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with
        {
            Tools = [tool, text],
            Script = request =>
            {
                _ = Interlocked.Increment(ref round) == 1 ? request.Call("c1", "add", ("a", 1), ("b", 2)).Call("c2", "say").Call("c3", "none") : request.Say("3");
                request.Finish();
            },
        });
        AskResult result = await AskAsync(sapphire, new("1 + 2", null));
        result.Reply.ShouldBe("3");
        result.Tools.Select(one => one.Name).ShouldBe(["add", "say", "none"]);
        result.Tools[0].Arguments.GetRawText().ShouldBe("""{"a":1,"b":2}""");
        result.Tools[0].Result.GetProperty("sum").GetInt32().ShouldBe(3);
        result.Tools[1].Result.GetString().ShouldBe("plain text");
        result.Tools[2].Result.GetString()!.ShouldContain("There is no tool called 'none'");
    }

    [Fact]
    public async Task What_cannot_be_answered_says_why()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with
        {
            Script = static request => request.Fail(new ModelException("The server is busy.", "Wait a minute.", canRetry: true)),
        });
        AskException failed = await Should.ThrowAsync<AskException>(() => AskAsync(sapphire, new("hello", null)));
        failed.Message.ShouldBe("The server is busy.");
        failed.Detail.ShouldBe("Wait a minute.");
        (await Should.ThrowAsync<AskException>(() => AskAsync(sapphire, new("  ", null)))).Message.ShouldBe("The message is empty.");
    }

    [Fact]
    public async Task Giving_up_leaves_the_question_stored()
    {
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with { Script = null });
        using CancellationTokenSource giveUp = new();
        Task<AskResult> asking = sapphire.Get<IAskService>().AskAsync(new("hello", "Later"), giveUp.Token);
        LiveRequest request = await sapphire.Model.NextAsync();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asking.WaitAsync(AssistantHarness.Deadline));
        request.Say("Here.").Finish();
        await AssistantHarness.UntilAsync(async () => (await ListAsync(sapphire)).Count == 1, "the chat is listed");
        await using ChatReader reader = sapphire.Read((await ListAsync(sapphire))[0].Id);
        await reader.UntilAsync(MessageStatus.Completed);
        reader.Text.ShouldBe("Here.");
    }

    [Fact]
    public async Task A_spoken_reply_is_cut_where_a_tool_was_called()
    {
        TestSynthesizer synthesizer = new();
        MemoryFiles files = new();
        int round = 0;
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with
        {
            Tools = [AIFunctionFactory.Create(() => "4", "add")],
            Services = services => services.AddSingleton<ISpeechSynthesizer>(synthesizer).AddSingleton<IAudioFiles>(files),
            Script = request =>
            {
                _ = Interlocked.Increment(ref round) == 1 ? request.Say("Let me see").Call("c1", "add") : request.Say("It is 4.");
                request.Finish();
            },
        });
        AskResult result = await AskAsync(sapphire, new("2 + 2", null, Speak: Path.Combine(_home.Path, "reply.wav")));
        result.Reply.ShouldBe("Let me seeIt is 4.");
        result.Timings.FirstAudio.ShouldNotBeNull();
        // Two are spoken at once, so either may be asked for first.
        synthesizer.Requests.Select(one => one.Text).ShouldBe(["Let me see", "It is 4."], ignoreOrder: true);
        files.Written.ShouldHaveSingleItem().Samples.Length.ShouldBe(6 * TestSynthesizer.SamplesPerWord + TestSynthesizer.SampleRate * 150 / 1000);
    }

    [Fact]
    public async Task A_spoken_reply_has_the_voice_of_its_chat_and_one_that_cannot_speak_is_replaced_with_a_note()
    {
        TestSynthesizer synthesizer = new() { Refuses = static request => request.Voice == "flite/nobody" };
        MemoryFiles files = new();
        await using AssistantHarness sapphire = await AssistantHarness.StartAsync(Setup with
        {
            Services = services => services.AddSingleton<ISpeechSynthesizer>(synthesizer).AddSingleton<IAudioFiles>(files),
        });
        AskRequest question = new("What time is it?", "Kitchen", Speak: Path.Combine(_home.Path, "reply.wav"));
        (await AskAsync(sapphire, question)).Note.ShouldBeNull();
        synthesizer.Requests.Last().ShouldBe(new("It is noon.", string.Empty));
        await AssistantHarness.UntilAsync(async () => (await ListAsync(sapphire)).Count == 1, "the chat is listed");
        ChatId chat = (await ListAsync(sapphire))[0].Id;

        await ChangeAsync(new() { Voice = "espeak-ng/de", Speed = 2.5, Pitch = 0.7 });
        (await AskAsync(sapphire, question)).Note.ShouldBeNull();
        synthesizer.Requests.Last().ShouldBe(new("It is noon.", "espeak-ng/de", 2, 0.7));

        await ChangeAsync(new() { Voice = "flite/nobody" });
        AskResult replaced = await AskAsync(sapphire, question);
        replaced.Note.ShouldBe("The voice of the chat could not speak; the home's voice did. There is no voice flite/nobody. Choose another voice in the settings of the chat.");
        synthesizer.Requests.Last().Voice.ShouldBeEmpty();
        files.Written.Count.ShouldBe(3);
        files.Written.Select(static audio => audio.Samples.Length).ShouldAllBe(static length => length == 3 * TestSynthesizer.SamplesPerWord);

        async Task ChangeAsync(ChatSettings settings) =>
            (await sapphire.SendAsync(new ChangeChatSettings(chat, CommandId.New(sapphire.Time), sapphire.Time.GetUtcNow(), settings, null))).Accepted.ShouldBeTrue();
    }

    private static Task<AskResult> AskAsync(AssistantHarness sapphire, AskRequest request) =>
        sapphire.Get<IAskService>().AskAsync(request, TestContext.Current.CancellationToken).WaitAsync(AssistantHarness.Deadline, TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<ChatSummary>> ListAsync(AssistantHarness sapphire) =>
        (await sapphire.Get<IRequiredActor<ChatDirectory>>().ActorRef.Ask<ChatList>(GetChats.Instance, AssistantHarness.Deadline)).Chats;

    private sealed class MemoryFiles : IAudioFiles
    {
        public List<SpeechAudio> Written { get; } = [];

        public Task<SpeechAudio> ReadAsync(string path, TimeSpan longest, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WriteAsync(string path, SpeechAudio audio, CancellationToken cancellationToken)
        {
            Written.Add(audio);
            return Task.CompletedTask;
        }
    }
}
