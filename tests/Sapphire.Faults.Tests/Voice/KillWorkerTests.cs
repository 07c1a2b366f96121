using System.Text.Json;
using Sapphire.Actors.Chat.Views;
using Sapphire.Actors.Ids;
using Sapphire.Audio.Engines;
using Sapphire.Faults.Tests.Support;
using Sapphire.ScriptedProvider;
using Sapphire.Web.TestKit;

namespace Sapphire.Faults.Tests.Voice;

/// <summary>kill -9 of the processes that speak and listen, in the whole program: design §4.</summary>
public sealed class KillWorkerTests : IDisposable
{
    private const string Story =
        "Once there was a lighthouse. It stood on a rock far out at sea. Nobody had lived there for a very long time. One night the lamp was lit again. "
        + "The fishermen saw it from the harbour. They took the fastest boat and rowed out. The door stood open. On the table they found a cup of tea. It was still warm. Nobody was there.";

    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Every_sentence_is_spoken_whole_in_order_and_once_though_the_voice_is_killed_in_mid_answer()
    {
        await using ScriptedServer provider = await ScriptedServer.StartAsync();
        await using SapphireServer server = await _home.With(provider).WithVoice("flite/kal16").StartAsync();
        await using Person person = await Person.AtAsync(server);
        ChatId chat = await person.CreateAsync();
        await using RoomOnHub room = await RoomOnHub.OpenAsync(person.Client);
        (IReadOnlyList<string> Sentences, short[] Sound) whole = await SpeakAsync(provider, person, room, chat, kill: null);
        whole.Sentences.Count.ShouldBe(10);

        int killed = 0;
        (IReadOnlyList<string> Sentences, short[] Sound) broken = await SpeakAsync(provider, person, room, chat, kill: async () =>
        {
            if (killed < 2)
            {
                int worker = await VoiceWorkers.WaitForAsync(server.Process.Id, EngineNames.Flite);
                VoiceWorkers.Kill(worker);
                killed++;
            }
        });

        killed.ShouldBe(2);
        broken.Sentences.ShouldBe(whole.Sentences);
        // This voice is the same, sample for sample, each time.
        broken.Sound.AsSpan().SequenceEqual(whole.Sound).ShouldBeTrue("the speech is another one");
    }

    [Fact]
    public async Task A_question_is_understood_though_the_recogniser_is_killed_in_mid_utterance()
    {
        await using SapphireServer server = await _home.StartAsync();
        await using Person person = await Person.AtAsync(server);
        await using RoomOnHub room = await RoomOnHub.OpenAsync(person.Client);
        short[] question = Speech.Of("what time is it");

        int seen = room.Updates.Count;
        Task<long> talking = room.TalkAsync(question);
        int worker = await VoiceWorkers.WaitForAsync(server.Process.Id, EngineNames.PocketSphinx);
        await room.NextAsync("utteranceStarted", seen);
        VoiceWorkers.Kill(worker);
        await talking;

        JsonElement understood = (await room.NextAsync("understood", seen)).Update;
        understood.GetProperty("text").GetString().ShouldBe("what time is it");
        ChatView chat = await person.ReadAsync(ChatId.Parse(understood.GetProperty("chatId").GetString()!, null));
        chat.Users().ShouldHaveSingleItem().Text().ShouldBe("what time is it");
        await room.NextAsync("speechComplete", seen);
    }

    [Fact]
    public async Task A_second_after_the_program_was_killed_none_of_its_workers_runs()
    {
        await using SapphireServer server = await _home.StartAsync();
        await using Person person = await Person.AtAsync(server);
        await using RoomOnHub room = await RoomOnHub.OpenAsync(person.Client);
        int seen = room.Updates.Count;
        await room.TalkAsync(Speech.Of("what time is it"));
        await room.NextAsync("frame", seen);
        IReadOnlyList<int> workers = VoiceWorkers.Of(server.Process.Id);
        workers.Count.ShouldBeGreaterThanOrEqualTo(2);

        await server.Process.KillAsync();
        long killed = TimeProvider.System.GetTimestamp();
        await Polling.UntilAsync(() => !workers.Any(VoiceWorkers.Runs), "the workers end");
        TimeProvider.System.GetElapsedTime(killed).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static async Task<(IReadOnlyList<string> Sentences, short[] Sound)> SpeakAsync(ScriptedServer provider, Person person, RoomOnHub room, ChatId chat, Func<Task>? kill)
    {
        provider.Enqueue(Answer.Text(Story).Every(TimeSpan.FromMilliseconds(20)));
        int seen = room.Updates.Count;
        CommandReply said = await person.SayAsync(chat, "Tell me a story.");
        MessageId reply = (await person.ReadAsync(chat)).Messages.Single(message => message.TurnId == said.TurnId && message.Role == MessageRole.Assistant).Id;
        await person.DoAsync("ReadAloud", new { roomId = room.Id, chatId = chat, messageId = reply });
        string speech = (await room.NextAsync("speech", seen)).Update.GetProperty("speechId").GetString()!;
        if (kill is not null)
        {
            await kill();
            await room.NextAsync("sentence", seen, sentence => sentence.GetProperty("text").GetString()!.StartsWith("One night", StringComparison.Ordinal));
            await kill();
        }

        await room.NextAsync("speechComplete", seen);
        return ([.. room.Updates.Skip(seen).Where(one => one.Update.GetProperty("type").GetString() == "sentence").Select(one => one.Update.GetProperty("text").GetString()!)], room.SoundOf(speech));
    }
}
